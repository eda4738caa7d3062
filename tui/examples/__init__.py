"""Examples to learn from, as the page Data shows them: plain values and files, without a terminal."""
