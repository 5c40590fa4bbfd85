"""Who collects: name, tax id, branches, look, and which methods are offered."""
