"""From an input to a use, without words for people: what the commands, the pages and `rolecast` itself offer."""
