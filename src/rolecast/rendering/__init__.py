"""Roles in the formats that people deploy with, one module each. Everything here returns text."""
