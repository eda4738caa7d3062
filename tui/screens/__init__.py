"""The screens, each with its style sheet beside it; all but the first are imported when they are opened."""
