"""The ledger's verbs: steps that join their caller's transaction."""
