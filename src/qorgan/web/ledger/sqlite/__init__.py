"""Django's SQLite with one thing more: writers take turns. Django looks for `base` in here."""
