"""Driftsinformation: notices, planned work, and the public pages they are published to."""
