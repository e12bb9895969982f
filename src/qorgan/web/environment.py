"""Reads settings from the environment and fails loudly; never invents a secret in production."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """The value of `name`, refused when it is not one of `allowed`."""
    value = os.environ.get(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r} is not one of: {', '.join(allowed)}.")
    return value


def secret(name: str, folder: Path, size: int, *, make: bool) -> bytes:
    """`size` secret bytes: hex in the variable QORGAN_<NAME>, or hex in the file `folder`/<name>.

    With `make` (demo and test only) a missing file is drawn and written 0600. Otherwise a missing or
    short secret stops the start: an empty pepper would make every code guessable.
    """
    text = os.environ.get(f"QORGAN_{name.upper()}")
    path = folder / name
    if text is None and path.exists():
        text = path.read_text().strip()
    if text is None and make:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = secrets.token_hex(size)
        _write_once(path, text)
        text = path.read_text().strip()
    if text is None:
        raise ImproperlyConfigured(
            f"The secret {name} is missing: set QORGAN_{name.upper()} ({size} bytes in hex) or put it in "
            f"{path}. `manage.py make_secrets` draws all of them."
        )
    try:
        value = bytes.fromhex(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"The secret {name} is not hexadecimal.") from error
    if len(value) != size:
        raise ImproperlyConfigured(f"The secret {name} has {len(value)} bytes; {size} are needed.")
    return value


def _write_once(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another process drew it a moment ago; that one holds
    with os.fdopen(handle, "w") as file:
        file.write(text)
