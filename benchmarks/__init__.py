"""`python -m benchmarks` prints one table; every line is a ratio measured side by side in one run."""
