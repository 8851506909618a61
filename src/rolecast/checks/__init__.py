"""Checks roles and policy documents with rules, one per file."""
