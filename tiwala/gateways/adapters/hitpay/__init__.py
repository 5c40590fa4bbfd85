"""The adapter to HitPay."""
