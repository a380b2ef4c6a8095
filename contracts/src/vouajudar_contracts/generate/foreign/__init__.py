"""Clients of OpenAPI documents that nobody here wrote: 3.0 or 3.1, read whole, and nothing dropped in silence."""
