"""`sojourn build`: from the glossary folder to everything that is published, whole or not at all."""
