"""Making models: instruction data, the trainer, evaluation."""
