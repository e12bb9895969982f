"""What others have published, as data: each figure with its unit, period, territory, source, date and status.

Figures that do not agree stand side by side; nothing here is merged, averaged or corrected.
"""
