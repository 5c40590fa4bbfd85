"""The verbs of the customers room, one a file."""
