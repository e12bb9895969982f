"""What a library holds, as values: records, their codes, evidence and its grade, citations and exchange.

No Django, no database, no clock, no network: it takes values and returns values.
"""
