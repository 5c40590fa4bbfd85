"""A stand-in for Maya: Checkout, Pay with Maya, Dynamic QR, Vault, voids and refunds, webhooks."""
