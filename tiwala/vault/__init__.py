"""Where the owners' wrapped keysets are kept: made on first use, rotated, shredded."""
