"""What doors use to hand out documents."""
