"""English out: how things are referred to, descriptions said back, lists, numbers."""
