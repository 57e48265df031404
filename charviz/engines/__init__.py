"""What advances a run: torch, or compiled loops."""
