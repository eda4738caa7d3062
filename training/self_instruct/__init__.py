"""Self-Instruct (Wang et al. 2023, arXiv:2212.10560) among blocks: the model proposes, the world judges."""
