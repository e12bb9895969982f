"""Campaigns of prevention: plans, measure, result, and cards to print. No row is about a person."""
