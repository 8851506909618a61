"""A release that is made and tried, but not published."""
