"""Things that need a person: raised by the house, claimed and closed by staff."""
