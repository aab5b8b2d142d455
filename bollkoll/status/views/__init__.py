"""Pages of operating information at the desk."""
