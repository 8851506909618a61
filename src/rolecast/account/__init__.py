"""Principals as they are in AWS, live or from a file with an account's authorization details."""
