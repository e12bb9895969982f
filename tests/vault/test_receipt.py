"""A code gives the same keys every time, to whoever types its words and to nobody else."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.vault.errors import BadCode
from qorgan.vault.names import Pepper, Salt
from qorgan.vault.primitives import CHEAP_PARAMS, box_public, sign_public
from qorgan.vault.receipt import RECEIPT_PARAMS, Code, derive, draw_code, parse_code
from qorgan.vault.words import LANGUAGES, Lang

PEPPER = Pepper(bytes(range(0x20)))
SALT = Salt(bytes(range(0x10)))
CODES = st.builds(Code, st.sampled_from(LANGUAGES), st.tuples(*[st.integers(0, 2047)] * 6))


def test_the_design_s_test_vector_holds() -> None:
    keys = derive(Code("en", (0, 1, 2, 1024, 2046, 2047)), PEPPER, SALT, RECEIPT_PARAMS)
    assert keys.lookup_id.hex() == "f8d27f80da1489a2c98add8f2b55c13d"


def test_the_cost_is_the_design_s() -> None:
    assert (RECEIPT_PARAMS.t, RECEIPT_PARAMS.m, RECEIPT_PARAMS.p) == (2, 19456, 1)


def test_six_numbers_are_66_bits_the_first_most_significant() -> None:
    assert Code("ru", (2047,) * 6).number() == bytes([0b11]) + b"\xff" * 8
    assert Code("ru", (0, 0, 0, 0, 0, 1)).number() == bytes(8) + b"\x01"
    assert Code("ru", (1, 0, 0, 0, 0, 0)).number() == (1 << 55).to_bytes(9, "big")


def test_public_keys_belong_to_the_secret_ones() -> None:
    keys = derive(Code("kk", (5,) * 6), PEPPER, SALT, CHEAP_PARAMS)
    assert keys.box_pk == box_public(keys.box_sk)
    assert keys.sign_pk == sign_public(keys.sign_seed)


def test_another_code_pepper_or_salt_gives_other_keys() -> None:
    code = Code("en", (1, 2, 3, 4, 5, 6))
    found = {
        derive(code, PEPPER, SALT, CHEAP_PARAMS).lookup_id,
        derive(Code("en", (1, 2, 3, 4, 5, 7)), PEPPER, SALT, CHEAP_PARAMS).lookup_id,
        derive(Code("en", (2, 1, 3, 4, 5, 6)), PEPPER, SALT, CHEAP_PARAMS).lookup_id,
        derive(code, Pepper(bytes(32)), SALT, CHEAP_PARAMS).lookup_id,
        derive(code, PEPPER, Salt(bytes(16)), CHEAP_PARAMS).lookup_id,
    }
    assert len(found) == 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_drawn_words_come_from_the_random_bytes_it_was_given(lang: Lang) -> None:
    drawn = draw_code(lang, lambda size: bytes([0xF8, 0x01]) + bytes(size - 3) + b"\x09")
    assert (drawn.lang, drawn.indices) == (lang, (1, 0, 0, 0, 0, 9))


@settings(max_examples=60)
@given(code=CODES)
def test_the_words_shown_are_read_back(code: Code) -> None:
    assert parse_code(" ".join(code.words)) == code


@settings(max_examples=60)
@given(
    code=CODES,
    joints=st.lists(
        st.sampled_from([" ", "  ", ", ", "\n", " - ", ". ", "\t", "; 2) "]), min_size=7, max_size=7
    ),
)
def test_case_spaces_numbers_and_punctuation_do_not_matter(code: Code, joints: list[str]) -> None:
    typed = "".join(itertools.chain.from_iterable(zip(joints, (*code.words, ""), strict=True))).upper()
    assert parse_code(typed) == code


def test_e_with_dots_reads_as_e() -> None:
    with_e = next(n for n, word in enumerate(_words("ru")) if "е" in word)
    code = Code("ru", (with_e,) * 6)
    assert parse_code(" ".join(word.replace("е", "ё") for word in code.words)) == code


def test_kazakh_words_typed_without_kazakh_letters_are_understood() -> None:
    special = next(n for n, word in enumerate(_words("kk")) if "қ" in word and "ң" in word)
    code = Code("kk", (special,) * 6)
    assert parse_code(" ".join(word.replace("қ", "к").replace("ң", "н") for word in code.words)) == code


def test_kazakh_letters_written_in_two_parts_are_understood() -> None:
    # A decomposed short i (и + breve), as some phones send it.
    short_i = next(n for n, word in enumerate(_words("ru")) if "й" in word)
    code = Code("ru", (short_i,) * 6)
    assert parse_code(" ".join(word.replace("й", "и\u0306") for word in code.words)) == code


def test_five_or_seven_words_two_languages_or_a_slip_are_refused_alike() -> None:
    words = Code("en", (10, 20, 30, 40, 50, 60)).words
    russian = Code("ru", (10, 20, 30, 40, 50, 60)).words
    messages = set()
    for typed in ("", " ".join(words[:5]), " ".join([*words, words[0]]), " ".join([*words[:5], russian[5]]),
                  " ".join([*words[:5], words[5] + "x"])):  # fmt: skip
        with pytest.raises(BadCode) as refused:
            parse_code(typed)
        messages.add(str(refused.value))
    assert len(messages) == 1


def test_a_code_and_its_keys_are_not_shown_by_repr() -> None:
    code = Code("en", (1, 2, 3, 4, 5, 6))
    keys = derive(code, PEPPER, SALT, CHEAP_PARAMS)
    assert "(1, 2" not in repr(code)
    assert repr(keys.box_sk) not in repr(keys)
    assert repr(keys.sign_seed) not in repr(keys)


def test_a_number_outside_the_list_is_no_code() -> None:
    with pytest.raises(BadCode):
        Code("en", (0, 0, 0, 0, 0, 2048))


def _words(lang: Lang) -> tuple[str, ...]:
    from qorgan.vault.words import word_list

    return word_list(lang)
