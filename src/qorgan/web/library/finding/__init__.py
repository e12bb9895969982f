"""How records are found: an index of our own, filled whenever a record is published or taken back.

`store` writes and reads the words in the database (FTS5 or tsvector), `memory` keeps what a process needs to
answer quickly, `searching` ranks and counts. Nothing of what is looked for is written anywhere.
"""
