"""Audits the access of an account's principals by comparing it with the catalogue's activities."""
