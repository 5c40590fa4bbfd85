"""A stand-in for Xendit: sessions, v3 payment requests, payments and tokens, refunds, disputes, transactions."""
