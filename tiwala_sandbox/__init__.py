"""A small payment gateway to try everything against: test money only, nothing of tiwala inside."""
