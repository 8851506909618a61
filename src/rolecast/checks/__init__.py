"""Findings on roles and policy documents, one rule a file."""
