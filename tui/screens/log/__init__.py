"""The log, to look into."""
