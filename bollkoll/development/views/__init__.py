"""Pages of development. Addresses import the modules by name."""
