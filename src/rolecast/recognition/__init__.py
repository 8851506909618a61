"""Turns roles of an account back into a role file: activities if they explain a policy, otherwise the policy itself."""
