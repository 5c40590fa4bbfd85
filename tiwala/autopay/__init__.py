"""What a customer agreed to once, so that we may collect from a saved method."""
