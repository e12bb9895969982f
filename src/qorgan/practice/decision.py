"""The answer to "may I?": yes or no, a code for the record and a sentence for the person who asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qorgan.practice.text import Text


@dataclass(frozen=True)
class Window:
    """A stretch of time, start included and end excluded, both aware (UTC+5)."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True)
class Decision:
    """`allowed`, the reason `code`, the sentence `text`, and the next allowed window where there is one."""

    allowed: bool
    code: str
    text: Text
    next_window: Window | None = None

    def __bool__(self) -> bool:
        return self.allowed
