"""What a user can set: the values, and the file they are kept in."""
