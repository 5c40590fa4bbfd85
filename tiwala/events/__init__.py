"""Facts in the past tense, told in the same commit, delivered once to each room that hears them."""
