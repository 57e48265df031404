"""The process that trains all runs in turn and answers about them."""
