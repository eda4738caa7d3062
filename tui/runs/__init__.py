"""Training runs as the screen sees them: found, followed and steered by their files. Plain values, no terminal."""
