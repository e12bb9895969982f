"""Does the reform work: measures that anyone can check and that trace nobody.

Pure: tables in, values with their uncertainty out. Never a network, a database or a clock of its own.
"""
