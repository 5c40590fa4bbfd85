"""Measures speed and size of the house against bare floors, all in one run (`make bench`)."""
