"""The page Replay: a dialog is said line by line, and each answer compared with what the script expects."""
