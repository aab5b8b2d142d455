"""Shapes of what is written about notices."""
