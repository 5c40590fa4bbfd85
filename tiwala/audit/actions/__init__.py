"""The audit trail's verbs."""
