"""Maya (PayMaya): Checkout, Pay with Maya, Dynamic QR, Vault."""
