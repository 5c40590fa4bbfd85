"""Who pays: names and ways to reach them, sealed under a keyset of each customer's own."""
