"""The wizard: a web page that is served on the user's own machine."""
