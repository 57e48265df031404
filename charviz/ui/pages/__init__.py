"""All other pages, each under its own name, and what they share."""
