"""What was compared and what it weighs, in words a caseworker reads. Never a verdict about a person."""
