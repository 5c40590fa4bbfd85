"""Long memory: what a key has been through, pure. The same code serves rows of the database and the yardstick."""
