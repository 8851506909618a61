"""What the principals of an account may do, held against the catalogue's activities."""
