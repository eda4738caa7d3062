"""Statements: claims, ownership, names, definitions, taught verbs."""
