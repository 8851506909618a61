"""Policies wherever people have them, as documents and roles with places in the file that was given."""
