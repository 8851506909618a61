"""Comparisons as text, one module per format."""
