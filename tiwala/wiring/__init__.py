"""The switchboard: which room hears which event, on one page."""
