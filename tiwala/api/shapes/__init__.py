"""What goes in and out over the wire. Money is {"amount_minor", "currency"}; ids are opaque text."""
