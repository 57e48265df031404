"""A run: its records, its keyframes, its file, and what trains it."""
