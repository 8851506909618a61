"""A role file and the catalogue in, roles out."""
