"""The Global Gender Gap Index: scored from its ratios, and what moves a country between editions.

The values published are the World Economic Forum's; nothing here is theirs but the facts.
"""
