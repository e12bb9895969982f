"""The benchmarks: each runs against the real server and a real database; one row for each level."""
