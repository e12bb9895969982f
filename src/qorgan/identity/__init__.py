"""Who is who: identity numbers, telephones and names in one canonical form, and what may be searched by.

Pure: no database, no key, no clock. What it makes are plain values of a person; whoever calls it seals them
or turns them into keyed tokens, and must never store or log them as they are.
"""

from qorgan.identity.folding import fold, words
from qorgan.identity.iin import NotAnIin
from qorgan.identity.keys import Person, SearchKey, Unsearchable, keys_of, query_keys
from qorgan.identity.phones import NotAPhone

__all__ = [
    "NotAPhone",
    "NotAnIin",
    "Person",
    "SearchKey",
    "Unsearchable",
    "fold",
    "keys_of",
    "query_keys",
    "words",
]
