"""An editor signed in with all that sign-in asks of her."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.library import signing


@pytest.fixture
def signed_in(db: Any) -> Callable[[str], Client]:
    """A browser in which this editor has passed all that sign-in asks of her."""
    return signing.signed_in
