"""Comparing models: the same prompts to each, their answers, and which of them people like best without knowing whose.

After Chiang et al. 2024 (arXiv:2403.04132), where people vote between the answers of two models that are not named.
"""
