"""What the business's own history teaches: points, trees, their training, their reasons."""
