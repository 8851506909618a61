"""ML activities, personas and flows: one data file each, and their loader."""
