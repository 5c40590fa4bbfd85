"""How risky a payment attempt is: facts in, assessment out. Knows nothing of the rooms above it."""
