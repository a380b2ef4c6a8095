"""The store on a PostgreSQL database, for any number of processes."""
