"""Evaluation: what share of sentences comes out right, and how long a turn takes."""
