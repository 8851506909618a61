"""Roles of an account turned back into a role file: activities where they explain a policy, else the policy itself."""
