"""The demonstration: invented people, one story, a clock that can be moved. Never part of a real installation."""
