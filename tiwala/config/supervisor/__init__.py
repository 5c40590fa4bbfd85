"""Starts the processes of the house, keeps them up, and stops them in order."""
