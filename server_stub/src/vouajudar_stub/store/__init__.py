"""The event log, the records that reads come from, and the idempotency records."""
