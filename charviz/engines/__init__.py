"""The engines that train a run: torch, or compiled loops."""
