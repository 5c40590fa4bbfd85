"""A stand-in for PayPal: orders, captures, refunds, events signed with a certificate."""
