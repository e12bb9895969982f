"""m cards give the agency's recovery key back; m-1 cards give nothing."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.vault.context import Context, Kind
from qorgan.vault.errors import BadCard, WrongShares
from qorgan.vault.names import Key, Seed16
from qorgan.vault.recovery import (
    Share,
    card_words,
    combine_shares,
    find_slip,
    new_recovery_seed,
    read_card,
    recovery_key,
    split_seed,
)
from qorgan.vault.words import LANGUAGES, Lang, word_list
from qorgan.vault.wraps import open_wrap, seal_wrap

SEED = Seed16(b"sixteen  bytes !")
PAIR = recovery_key(SEED)
SHARES = split_seed(SEED, 3, 5)


@pytest.mark.parametrize("held", list(combinations(range(5), 3)))
def test_any_three_of_five_cards_give_the_seed(held: tuple[int, ...]) -> None:
    assert combine_shares([SHARES[at] for at in held], PAIR.box_pk) == SEED


@pytest.mark.parametrize("held", list(combinations(range(5), 2)))
def test_two_of_five_cards_fail(held: tuple[int, ...]) -> None:
    with pytest.raises(WrongShares):
        combine_shares([SHARES[at] for at in held], PAIR.box_pk)


def test_cards_of_two_sets_a_card_twice_and_no_card_fail() -> None:
    other = split_seed(SEED, 3, 5)
    for held in ([SHARES[0], SHARES[1], other[2]], [SHARES[0], SHARES[1], SHARES[1]], []):
        with pytest.raises(WrongShares):
            combine_shares(held, PAIR.box_pk)


def test_what_was_sealed_to_the_recovery_key_opens_with_the_seed_alone() -> None:
    ctx = Context(Kind.SHARE, party=b"a" * 16, key_version=2)
    wrap = seal_wrap(Key(b"k" * 32), ctx, PAIR.box_pk)
    seed = combine_shares(SHARES[1:4], PAIR.box_pk)
    assert open_wrap(wrap, ctx, recovery_key(seed).box_sk) == b"k" * 32


@settings(max_examples=40)
@given(number=st.integers(1, 255), value=st.binary(min_size=16, max_size=16), lang=st.sampled_from(LANGUAGES))
def test_a_card_s_twelve_words_are_read_back(number: int, value: bytes, lang: Lang) -> None:
    words = card_words(Share(number, value), lang)
    assert len(words) == 12
    assert read_card(number, words, lang) == Share(number, value)


def test_the_check_bits_catch_a_wrong_word_or_card_number_about_fifteen_times_in_sixteen() -> None:
    words = list(card_words(SHARES[0], "en"))
    slips = [(1, [other, *words[1:]]) for other in word_list("en")[:512] if other != words[0]]
    slips += [(number, words) for number in range(2, 256)]
    caught = sum(_refused(number, slip) for number, slip in slips)
    assert 0.9 < caught / len(slips) < 0.98


def _refused(number: int, words: list[str]) -> bool:
    try:
        read_card(number, words, "en")
    except BadCard:
        return True
    return False


def test_an_unlisted_word_or_a_missing_one_is_refused() -> None:
    words = card_words(SHARES[0], "en")
    for slip in (words[:11], (*words, words[0]), ("qqqq", *words[1:])):
        with pytest.raises(BadCard):
            read_card(1, slip, "en")
    with pytest.raises(BadCard):
        replace(SHARES[0], number=0)


@pytest.mark.parametrize(("needed", "cards"), [(1, 5), (4, 3), (2, 256)])
def test_a_set_of_cards_that_makes_no_sense_is_refused(needed: int, cards: int) -> None:
    with pytest.raises(ValueError):
        split_seed(SEED, needed, cards)


def test_seeds_are_drawn_from_what_is_given_and_shares_show_nothing() -> None:
    assert new_recovery_seed(lambda size: b"s" * size) == b"s" * 16
    assert repr(SHARES[0]) == "Share(number=1)"


def test_a_slip_that_another_card_could_make_good_is_found_once_that_one_was_read_again() -> None:
    """In the field of Shamir's scheme an error e on card 2 is undone by e(x+1)/x^2 on card 1, beside card 4:
    where e is a multiple of x^2, both lie within one word, and one time in 16 no check sees the second."""
    seed = new_recovery_seed()
    box_pk = recovery_key(seed).box_pk
    while True:
        cards = {s.number: list(card_words(s, "en")) for s in split_seed(seed, 3, 5)}
        both = (
            (place, error)
            for place in range(2)
            for error in range(4, 2048, 4)
            if _reads(2, _with_error(cards[2], place, error))
            and _reads(1, _with_error(cards[1], place, (error ^ error << 1) >> 2))
        )
        place, error = next(both, (0, 0))
        if error:
            break
    typed = [(1, cards[1]), (2, _with_error(cards[2], place, error)), (4, cards[4])]

    def holds(found: Seed16) -> bool:
        return bool(recovery_key(found).box_pk == box_pk)

    assert find_slip(typed, holds) == (1, place + 1)
    assert find_slip(typed, holds, {(1, place + 1)}) == (2, place + 1)


def _with_error(card: list[str], place: int, error: int) -> list[str]:
    words = word_list("en")
    return [*card[:place], words[words.index(card[place]) ^ error], *card[place + 1 :]]


def _reads(number: int, words: list[str]) -> bool:
    try:
        read_card(number, words, "en")
    except BadCard:
        return False
    return True
