"""Thousands of payments on bad days, counted to the centavo: `make faults`."""
