"""What may leave: counts with noise that traces nobody, and bulletins with blanks that cannot be filled."""

from qorgan.indicators.disclosure.keys import Secret, read_key_file
from qorgan.indicators.disclosure.perturbing import perturb
from qorgan.indicators.disclosure.ptable import perturb_cells
from qorgan.indicators.disclosure.release import Cell, Release

__all__ = ["Cell", "Release", "Secret", "perturb", "perturb_cells", "read_key_file"]
