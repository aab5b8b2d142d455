"""Handing out: a whole case as an official document, all about one person."""
