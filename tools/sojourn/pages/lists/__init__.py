"""Pages that list: indexes by letter, country and source, what is known and what is not, and the search index."""
