"""Roles as they are in AWS: live, or from a file that lists an account's authorization details."""
