"""What the player in a browser reads."""
