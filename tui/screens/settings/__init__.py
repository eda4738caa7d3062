"""The page Settings: each value of the settings file, themes with a preview, keys, and where things lie."""
