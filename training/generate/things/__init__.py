"""What is spoken of: sampling descriptions of things and places, and saying them."""
