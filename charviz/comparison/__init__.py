"""Many settings, many seeds: what is trained, where, and what the difference means."""
