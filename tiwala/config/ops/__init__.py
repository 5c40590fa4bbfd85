"""Doors for the operator: is it alive, is it ready, how does it do."""
