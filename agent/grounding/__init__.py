"""Grounding: from descriptions to the things they are true of, and from those to the ones that were meant."""
