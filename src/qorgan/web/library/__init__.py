"""The regional library: a site of its own, with its own database, accounts and process.

No room that holds cases, keys or the ledger is installed or imported here: what is public and what is
hers share no table, no cookie and no process.
"""
