"""Reading development. Everything outside imports from the modules here by name."""
