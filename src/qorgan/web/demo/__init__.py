"""The demonstration: invented people, one story, a clock that can be moved. Never in a real installation."""
