"""Measurements: each compares side by side within one run."""
