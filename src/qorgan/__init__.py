"""Qorgan: the working system behind a law on violence against women and children."""
