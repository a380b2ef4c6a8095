"""Judges an implementation from outside: over HTTP, or in process through the same client."""
