"""All ideas."""
