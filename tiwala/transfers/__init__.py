"""Money that payers send to the business's own accounts, with proof, and that people look for at the bank."""
