"""Which records may be one person: how they meet, what is compared, what it weighs. A reason to look."""
