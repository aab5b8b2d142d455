"""The settings: what the support says about itself, split by process."""
