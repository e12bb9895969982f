"""The only log format: level, logger and where it broke; never a message that could carry her words."""

from __future__ import annotations

import logging
import traceback


class Terse(logging.Formatter):
    """Formats records of other packages without their arguments, and tracebacks without values.

    Threat (vault rule 21): an exception's text, a query or a form value can hold what a survivor wrote.
    Records of our own loggers are written by us and carry ids and codes only.
    """

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage() if record.name.startswith("qorgan") else self._safe(record)
        line = f"{record.levelname} {record.name}: {text}"
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])[-6:]
            where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
            line += f" [{record.exc_info[0].__name__} at {where}]"
        return line

    @staticmethod
    def _safe(record: logging.LogRecord) -> str:
        """The status, and where in which module it was said. Not even the pattern of a message is printed:
        a package that builds its text before it logs has put the values into the pattern."""
        status = getattr(record, "status_code", None)
        where = f"{record.module}:{record.lineno} {record.funcName}"
        return f"status {status} ({where})" if status else where
