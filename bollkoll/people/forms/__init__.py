"""The shape of what people fill in, split as the views are."""
