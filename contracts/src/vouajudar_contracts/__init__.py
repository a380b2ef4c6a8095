"""Workbench of the VouAjudar contract: bundle, generate, lint."""
