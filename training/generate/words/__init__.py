"""Vocabulary: synonyms, words that nobody knows, and how people really type."""
