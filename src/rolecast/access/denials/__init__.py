"""What AWS says when it denies a request: messages, log lines and records turned into values."""
