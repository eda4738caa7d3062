"""Questions, about what is so and what was done, at length and in passing."""
