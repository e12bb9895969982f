"""Who plays in a walk: offices by their number, people by what they sign in with. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Player:
    """One member: the name and password typed into the form, and the secret of the authenticator."""

    username: str
    password: str
    totp: str


@dataclass(frozen=True)
class Cast:
    """`centre`, `police` and `hospital` (any third office) are the offices' numbers; the head is the
    police's supervisor, `supervisor` and `admin` belong to the centre."""

    centre: str
    police: str
    hospital: str
    worker: Player
    colleague: Player
    inspector: Player
    head: Player
    supervisor: Player
    admin: Player
