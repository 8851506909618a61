"""Findings as texts: a module a format."""
