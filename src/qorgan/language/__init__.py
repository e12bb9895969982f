"""How words of Kazakh, Russian and English are found: folding, stems, keyboards, glossary, typing errors.

No Django, no database, no clock, no network. `analyse` gives the index terms of a text; `parse` reads what a
person typed; `fts5` and `tsquery` write a query for a database.
"""

from qorgan.language.analysis import analyse, tokens
from qorgan.language.databases import fts5, tsquery, tsvector
from qorgan.language.folding import fold
from qorgan.language.glossary import Term, UnknownTerm, find, term, terms
from qorgan.language.parsing import expand, parse, prepare, well_known
from qorgan.language.query import Alternative, Group, Kind, Query
from qorgan.language.ranking import Field, score
from qorgan.language.snippets import snippet
from qorgan.language.trigrams import nearest, repair, trigrams
from qorgan.language.words import forms

__all__ = [
    "Alternative",
    "Field",
    "Group",
    "Kind",
    "Query",
    "Term",
    "UnknownTerm",
    "analyse",
    "expand",
    "find",
    "fold",
    "forms",
    "fts5",
    "nearest",
    "parse",
    "prepare",
    "repair",
    "score",
    "snippet",
    "term",
    "terms",
    "tokens",
    "trigrams",
    "tsquery",
    "tsvector",
    "well_known",
]
