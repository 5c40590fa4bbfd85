"""Ask a rule of what was seen: stored assessments, as they were known then, never worked out anew."""
