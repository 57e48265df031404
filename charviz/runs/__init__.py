"""A run: its records, keyframes and file, and its training."""
