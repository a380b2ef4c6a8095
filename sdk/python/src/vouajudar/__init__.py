"""Python SDK of the VouAjudar partner API."""
