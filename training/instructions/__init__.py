"""Instruction data that is read once and trained on in epochs: read, mixed, tokenised, checked."""
