"""The flow of cases, from a table of ledger headers: how far they come, how long it takes, what is repeated.

Counts for those who run the work. What leaves the house goes through disclosure control first. It must never
read a fall of reports as a success, nor mix cases with persons.
"""
