"""The application in a browser: the same one, a process for every tab."""
