"""The wizard in a browser, on one's own machine."""
