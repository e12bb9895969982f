"""Search tokens join one agency's rows, never two agencies'."""

import pytest
from tests.vault.known import KEY

from qorgan.vault.names import Key
from qorgan.vault.primitives import H
from qorgan.vault.tokens import token

IIN = "000000000000"


def test_a_token_is_16_bytes_under_purpose_type_and_index_key() -> None:
    assert token("iin", KEY, IIN) == H("qrg1.tok.iin", KEY, IIN.encode(), 16)


def test_one_value_has_unrelated_tokens_in_two_agencies_and_for_two_types() -> None:
    assert len({token("iin", KEY, IIN), token("iin", Key(b"l" * 32), IIN), token("phone", KEY, IIN)}) == 3


@pytest.mark.parametrize(("type", "key"), [("", KEY), ("eightlet", KEY), ("имя", KEY), ("iin", Key(b""))])
def test_a_type_or_key_that_does_not_fit_is_refused(type: str, key: Key) -> None:
    with pytest.raises(ValueError):
        token(type, key, IIN)
