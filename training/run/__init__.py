"""Training runs: recipe -> loop -> checkpoints and events -> an exported model. Begin with `run.trainer`."""
