"""The values that everything in Sojourn speaks of. Knows no file, no RDF, no HTTP and no third-party package."""
