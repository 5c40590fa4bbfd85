"""Ways a letter leaves the house."""
