"""Reading lists: what a librarian would put on the table for one task, in order, each with a line why."""
