"""How records are found: an index of our own, filled whenever a record is published or taken back.

`store` writes and reads where words stand, `board` and `memory` keep what a process needs to answer quickly,
`searching` ranks and counts. Nothing of what is looked for is written anywhere.
"""
