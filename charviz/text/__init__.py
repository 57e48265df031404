"""What a network reads: symbols, long texts by name, what can be known without memory. No torch."""
