"""Scripted attacks and innocents over the real pay page, with every rule of the first day live."""
