"""Audits as texts: a module a format."""
