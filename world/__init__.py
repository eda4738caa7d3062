"""Physical truth: bodies, geometry, plans and history. No language, no machine learning, no screen."""
