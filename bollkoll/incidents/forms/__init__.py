"""Shapes of what is written in an incident's room."""
