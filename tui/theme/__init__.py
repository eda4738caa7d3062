"""Colours: our own themes, and what makes any other theme readable here."""
