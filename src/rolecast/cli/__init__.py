"""The command line, one module per command. Only this package uses standard output and exit statuses."""
