"""The console's doors, one noun a file."""
