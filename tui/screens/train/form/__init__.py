"""The form that starts a training run: what is chosen, what it would take, and whether the data are sound."""
