"""Who did what, on what, when, from where, with what outcome: a keyed chain that shows every touch."""
