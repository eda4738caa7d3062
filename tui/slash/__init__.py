"""What is typed with a slash, in the app and in plain chat alike: the commands, adapters, corrections."""
