"""Surveys of norms: the questionnaire, the sample it needs, and what changed against a comparison group.

Attitudes only: nothing here says how much violence there is.
"""
