"""Audits as texts, one module per format."""
