"""The file in which a team describes its roles."""
