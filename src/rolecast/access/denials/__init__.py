"""Parses AWS access-denied messages, log lines and records."""
