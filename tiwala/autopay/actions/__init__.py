"""The verbs of autopay."""
