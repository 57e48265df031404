"""The player in a notebook: a run that is all there as a page in a frame, one that is being trained as a live widget."""
