"""The page Sessions: the conversations that were kept, to be found, read, resumed, renamed, exported and deleted."""
