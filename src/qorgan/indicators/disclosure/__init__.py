"""What may leave: counts with noise that traces nobody, and bulletins with blanks that cannot be filled."""

from qorgan.indicators.disclosure.keys import Secret, read_key_file
from qorgan.indicators.disclosure.perturbing import perturb
from qorgan.indicators.disclosure.ptable import perturb_cells
from qorgan.indicators.disclosure.rates import Rate, may_leave, rate, rounded, widened
from qorgan.indicators.disclosure.release import Cell, Release

__all__ = [
    "Cell",
    "Rate",
    "Release",
    "Secret",
    "may_leave",
    "perturb",
    "perturb_cells",
    "rate",
    "read_key_file",
    "rounded",
    "widened",
]
