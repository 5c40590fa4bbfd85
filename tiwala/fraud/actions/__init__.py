"""The verbs of fraud."""
