"""The verbs of the notify room, one a file."""
