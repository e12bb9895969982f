"""What a change of the law does to a table of incidents, real or synthetic."""
