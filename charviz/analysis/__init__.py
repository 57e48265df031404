"""What can be asked about a run or a text."""
