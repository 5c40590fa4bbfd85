"""PayMongo's wire, played: developers.paymongo.com, API v1, as documented in 2026."""
