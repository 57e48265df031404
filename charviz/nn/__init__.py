"""A network as numbers: names and shapes of its weights, the cells as equations, replay, gradients, sampling."""
