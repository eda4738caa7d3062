"""The model in a thread of its own, and the conversation with it."""
