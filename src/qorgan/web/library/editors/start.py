"""Start passwords, and the square code that an authenticator reads."""

from __future__ import annotations

import io
import secrets

import segno

# No letter or digit that is taken for another when it is read out or copied by hand.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, SIZE = 4, 5


def start_password() -> str:
    """Twenty letters in four groups: about 99 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(SIZE)) for _ in range(GROUPS))


def qr_svg(address: str) -> str:
    """The address as an SVG without any script or style, to stand in a page."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=5, xmldecl=False, svgns=True, omitsize=False)
    return out.getvalue().decode()
