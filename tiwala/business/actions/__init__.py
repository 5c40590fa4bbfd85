"""The verbs of the business room, one a file."""
