"""Before and after: did a monthly series change at a date, by how much, and how sure can anyone be.

It states no effect where the series cannot carry one, and says why.
"""
