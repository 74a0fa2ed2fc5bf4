"""Validation of worker instructions."""
