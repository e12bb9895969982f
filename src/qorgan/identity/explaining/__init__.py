"""What was compared and what it weighs, in words a caseworker reads. Never a verdict about a person."""

from qorgan.identity.explaining.of_records import Evidence, Explanation, explain
from qorgan.identity.explaining.texts import TextMissing

__all__ = ["Evidence", "Explanation", "TextMissing", "explain"]
