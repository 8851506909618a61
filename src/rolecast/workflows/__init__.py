"""From an input to a result, without texts for people: the functions behind commands, pages and the public API."""
