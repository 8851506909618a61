"""Composes roles from a role file and the catalogue."""
