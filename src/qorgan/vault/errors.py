"""Every way in which a seal, a signature or a code can fail, each under its own name.

None of them carries key material, plaintext or the code that was typed: messages end up in logs.
"""


class VaultError(Exception):
    """Anything the vault refuses."""


class UnknownSuite(VaultError):
    """The first byte names a suite this version does not know."""

    def __init__(self) -> None:
        super().__init__("This was sealed by another version of Qorgan. Update before opening it.")


class Malformed(VaultError):
    """Bytes of a length or form that this version never writes."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not in the form that Qorgan writes. Restore it from a backup.")


class OpenFailed(VaultError):
    """Wrong key, wrong place or changed bytes; authenticated encryption does not say which."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} does not open: another key, moved from elsewhere, or changed.")


class WrongKind(VaultError, ValueError):
    """A context of one kind was handed to an operation on another."""

    def __init__(self, what: str, kind: object) -> None:
        super().__init__(f"{what} cannot be sealed under a context of kind {kind}.")


class WrapMismatch(VaultError):
    """The wrap opens, and was made for another place."""

    def __init__(self) -> None:
        super().__init__("This key was wrapped for another case, compartment, version or party. Report it.")


class CommitmentMismatch(VaultError):
    """The wrap holds a key that the signer of the grant did not commit to."""

    def __init__(self) -> None:
        super().__init__(
            "The key in this grant is not the one its signer gave. Report it; do not write with it."
        )


class BadSignature(VaultError):
    """Not signed by the key that should have signed it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The signature on {what} is not valid. Do not seal to it; report it.")


class RolledBack(VaultError):
    """A directory older than one already seen."""

    def __init__(self, serial: int, highest: int) -> None:
        super().__init__(
            f"The directory has serial {serial}, and {highest} was already seen. Restore the newer one."
        )


class BrokenKeyHistory(VaultError):
    """An agency's key certificates do not follow one another."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"Key certificate {version} does not follow the one before it. Do not seal to this agency."
        )


class BadCode(VaultError, ValueError):
    """Not six words of one list. Says nothing about which word, so that nobody can feel their way."""

    def __init__(self) -> None:
        super().__init__("A code is six words of one language, as they were shown.")


class BadCard(VaultError, ValueError):
    """A recovery card misread."""

    def __init__(self) -> None:
        super().__init__("This card's words or number were misread. Compare them with the card.")


class BadWord(BadCard):
    """A word of a card that is in no list; which one is said by its place, never by the word."""

    def __init__(self, place: int) -> None:
        self.place = place
        VaultError.__init__(self, f"Word {place} is not a word of this list. Compare it with the card.")


class WrongShares(VaultError):
    """Too few cards, or cards of different sets."""

    def __init__(self) -> None:
        super().__init__("These cards do not give the key: too few, or of different sets.")


class Uncanonical(VaultError, ValueError):
    """A header value that has no single written form."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Header field {name!r} must be text, a whole number, yes/no, bytes, a UUID or empty."
        )
