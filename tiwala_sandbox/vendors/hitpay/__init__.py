"""A stand-in for HitPay."""
