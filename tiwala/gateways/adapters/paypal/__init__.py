"""PayPal: orders approved on its page, captured by us; refunds; notices proven by its certificate."""
