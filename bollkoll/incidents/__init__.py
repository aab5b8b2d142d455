"""Incidents: from the first sign of something acute to the review afterwards."""
