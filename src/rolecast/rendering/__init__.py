"""Roles in the formats that people deploy, one module each. All functions return texts and write no files."""
