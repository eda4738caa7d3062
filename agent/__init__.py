"""The mind: from an utterance to actions, from actions to the world and back to English."""
