"""Whether two names can be the same name, word by word. Never whether two people are one."""

from qorgan.identity.comparing.matching import NameMatch, WordPair, compare_names, scores, verdict
from qorgan.identity.comparing.names_as_rows import Names
from qorgan.identity.comparing.what_is_no_name import why_no_name

__all__ = ["NameMatch", "Names", "WordPair", "compare_names", "scores", "verdict", "why_no_name"]
