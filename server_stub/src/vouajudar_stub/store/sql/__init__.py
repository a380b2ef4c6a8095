"""The store in SQL: everything that does not depend on the database's driver."""
