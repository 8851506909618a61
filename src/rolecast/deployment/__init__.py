"""Roles brought into an account and kept there: a plan, applied; what has drifted from it; and all taken away again."""
