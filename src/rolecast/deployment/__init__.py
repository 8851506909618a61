"""Deploys roles to an account: plan, apply, drift and destroy."""
