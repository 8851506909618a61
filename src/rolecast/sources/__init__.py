"""Sources of policies: documents and roles in templates, AWS CLI output and other files, with their places."""
