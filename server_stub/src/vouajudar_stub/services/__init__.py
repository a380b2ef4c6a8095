"""One module a tag: load, decide, append, in one transaction."""
