"""The room of second persons."""
