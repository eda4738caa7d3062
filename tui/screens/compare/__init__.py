"""The page that asks several models the same, and shows their answers side by side."""
