"""The language of rules: closed, typed, bounded; read once when a rule is saved, never run as Python."""
