"""Pages about people, split by process."""
