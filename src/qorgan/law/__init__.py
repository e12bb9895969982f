"""The law as code: facts in; offences, measures, duties, rights and clocks out, with their citations.

It proposes and a person decides.  It must never read a clock, a database or the network, never import
another package of Qorgan, and never turn a gap in the text into an answer.

>>> from datetime import date
>>> slap = {"relation": "spouse", "acts": ["slap"], "harm": "pain", "place": "dwelling"}
>>> [item.id for item in load().assess(slap, date(2024, 6, 15)).applying]
['kz.cao.73-2']
>>> [item.id for item in load().assess(slap, date(2024, 6, 16)).applying]
['kz.cc.109-1.1']
"""

from .clocks import Clock, Event
from .comparison import Comparison, UnknownAspect, UnknownState, compare
from .crosswalk import Entry, Instrument, NamedGap
from .earlier import Earlier
from .faults import (
    BadFacts,
    BadLaw,
    ContradictoryFacts,
    Fault,
    ImpossibleValue,
    LawError,
    UnknownFact,
    UnknownJurisdiction,
    UnknownProvision,
    UnknownWord,
)
from .findings import Assessment, Decisive, Duty, Finding, Measure, Right
from .gaps import Gap
from .law import Law, load
from .procedure import ProcedureRule, Step
from .provisions import Point, Provision, Sanction
from .truth import Truth
from .vocabulary import Fact, FactId

__all__ = [
    "Assessment",
    "BadFacts",
    "BadLaw",
    "Clock",
    "Comparison",
    "ContradictoryFacts",
    "Decisive",
    "Duty",
    "Earlier",
    "Entry",
    "Event",
    "Fact",
    "FactId",
    "Fault",
    "Finding",
    "Gap",
    "ImpossibleValue",
    "Instrument",
    "Law",
    "LawError",
    "Measure",
    "NamedGap",
    "Point",
    "ProcedureRule",
    "Provision",
    "Right",
    "Sanction",
    "Step",
    "Truth",
    "UnknownAspect",
    "UnknownFact",
    "UnknownJurisdiction",
    "UnknownProvision",
    "UnknownState",
    "UnknownWord",
    "compare",
    "load",
]
