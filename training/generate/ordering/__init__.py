"""Commands: what is to be done, and how people ask for it."""
