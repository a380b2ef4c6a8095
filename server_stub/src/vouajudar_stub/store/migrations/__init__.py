"""The revisions of the tables, for Alembic: `vouajudar-stub migrate` applies them to a database that holds something already."""
