"""Invented people with ground truth, to measure linkage with.  No real person's data; all are marked."""

from __future__ import annotations

from qorgan.identity.synthetic.making import BadCount, blocks, people, write

__all__ = ["BadCount", "blocks", "people", "write"]
