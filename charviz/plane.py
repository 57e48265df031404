"""Many dimensions seen in two: the directions in which some points differ most, kept for a whole run."""

import numpy as np


def in_plane(points: np.ndarray, fitted_on: np.ndarray) -> tuple[np.ndarray, float]:
    """Points (..., D) -> (..., 2), along the two principal axes of `fitted_on` (N, D), and the share of variance there.

    An axis points to where its largest component is positive, so that the same numbers give the same picture.
    """
    mean = fitted_on.mean(axis=0)
    _u, sizes, axes = np.linalg.svd(fitted_on - mean, full_matrices=False)
    axes = axes[:2]
    axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
    flat = (points - mean) @ axes.T
    if flat.shape[-1] == 1:  # a single dimension
        flat = np.concatenate([flat, np.zeros_like(flat)], axis=-1)
    return flat, float((sizes[:2] ** 2).sum() / max((sizes**2).sum(), 1e-30))
