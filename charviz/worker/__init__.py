"""The worker process: trains all runs in turn and answers questions about them."""
