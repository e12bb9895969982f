"""Who can read what, held by keys and not by good intentions. Pure functions over bytes; version 1 of the
design.

Knows no database, clock or network. Import from the modules, each named after one duty.
"""
