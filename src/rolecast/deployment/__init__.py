"""Deployment of roles to an account: plan, apply, drift and destroy."""
