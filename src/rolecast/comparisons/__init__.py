"""Comparisons as texts: a module a format."""
