"""The parts of `bench/linkage.py`: each measures one thing and yields rows."""
