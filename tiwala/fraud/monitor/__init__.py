"""What is going on: tries, what became of them, and whose keys they share, at a bounded cost."""
