"""A role file that is being written, as a page or a command can show it."""
