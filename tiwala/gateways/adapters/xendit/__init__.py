"""The adapter to Xendit: payment sessions, v3 payment requests and tokens, refunds, transactions."""
