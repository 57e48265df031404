"""A run in other formats."""
