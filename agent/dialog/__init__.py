"""The dialog: what was spoken of, and the answer to each act."""
