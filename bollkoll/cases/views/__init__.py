"""The views of one case, split by process."""
