"""The shape of what is asked for. Views import from the modules here by name."""
