"""A role file that is being edited, in the form that a page or command shows."""
