"""Campaigns of prevention: plans, their measure, their result, and cards to print. No row is about a person."""
