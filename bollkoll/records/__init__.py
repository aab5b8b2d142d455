"""Locked records: procedures that were carried out, sealed in a chain that shows any change."""
