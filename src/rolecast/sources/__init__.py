"""Sources of policies: documents and principals in templates, AWS CLI output and other files, with their positions."""
