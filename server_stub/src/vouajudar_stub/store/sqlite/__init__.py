"""The store on one SQLite file: WAL, synchronous FULL, one writer."""
