"""The file in which a team writes its roles."""
