"""Texts that people wrote, as typed values or as faults with their places. Knows nothing of AWS."""
