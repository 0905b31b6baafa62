"""What is offered for download and for programs: files, twins of pages, SPARQL, and the engine for the browser."""
