"""Findings as texts, one module per format."""
