"""Shared pages' parts: base templates, one style sheet, components, the interview. Holds no models, no views."""
