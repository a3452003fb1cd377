"""Keyed random draws, and the distributions and hazards they are turned into."""
