"""The vault's verbs."""
