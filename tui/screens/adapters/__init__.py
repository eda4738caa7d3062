"""The page of adapters: what was trained, how well, on what; and whatever can be done with it."""
