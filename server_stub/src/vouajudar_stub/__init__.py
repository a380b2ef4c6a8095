"""Reference implementation and sandbox of the VouAjudar partner API."""
