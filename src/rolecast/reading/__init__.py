"""Reads what users write into typed values, or errors with their places. Knows nothing about AWS."""
