"""Sessions on disk: their format, the folder that holds them, replaying and exporting them."""
