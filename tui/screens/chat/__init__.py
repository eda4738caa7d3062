"""The chat: talk, see the hand move, and put right what was wrong."""
