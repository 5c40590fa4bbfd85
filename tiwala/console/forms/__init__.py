"""What staff type → typed values, with what is wrong beside each field."""
