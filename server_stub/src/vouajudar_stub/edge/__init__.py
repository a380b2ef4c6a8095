"""What a gateway does: credentials, limits, parsing, judging, problems."""
