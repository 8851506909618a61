"""The command line. One module a command; only this package touches standard output, files and exit statuses."""
