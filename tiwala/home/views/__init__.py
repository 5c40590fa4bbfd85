"""Doors of the customer's side, one noun a file."""
