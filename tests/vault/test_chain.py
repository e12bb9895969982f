"""Every change to what was written shows in a hash; hashes have one written form to be made from."""

import base64
import struct
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.vault.known import ANNA, BERIK

from qorgan.vault.chain import (
    GENESIS,
    HeaderValue,
    Note,
    canonical_header,
    entry_message,
    head_leaf,
    link,
    merkle_root,
    payload_hash,
    sign_note,
    verify_note,
)
from qorgan.vault.errors import BadSignature, Malformed, Uncanonical
from qorgan.vault.names import Link, SignPublic
from qorgan.vault.primitives import H

# The leaves and roots that the reference implementation of RFC 6962 tests itself with.
RFC_6962_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
RFC_6962_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_a_header_has_one_written_form() -> None:
    header: dict[str, HeaderValue] = {
        "type": "жоқ",
        "seq": 1,
        "party": None,
        "id": UUID(int=1),
        "hash": b"\xff\x00",
    }
    written = '{"hash":"ff00","id":"00000000-0000-0000-0000-000000000001","party":null,"seq":1,"type":"жоқ"}'
    assert canonical_header(header) == written.encode()
    assert canonical_header(dict(reversed(list(header.items())))) == written.encode()


@pytest.mark.parametrize("value", [1.5, {"a": 1}, ["a"], {1}, "\ud800", b"".__class__])
def test_a_value_with_several_written_forms_is_refused(value: object) -> None:
    with pytest.raises(Uncanonical):
        canonical_header({"state": value})  # type: ignore[dict-item]


def test_a_link_is_the_design_s_bytes() -> None:
    prev = Link(b"p" * 32)
    assert link(prev, 3, b"{}") == H("qrg1.event", b"", b"\x01" + prev + struct.pack(">QI", 3, 2) + b"{}")


headers = st.lists(st.binary(max_size=12), min_size=2, max_size=6, unique=True)


def head_of(chain: list[bytes]) -> Link:
    head = GENESIS
    for seq, header in enumerate(chain):
        head = link(head, seq, header)
    return head


@given(chain=headers, data=st.data())
def test_an_edit_a_deletion_an_insertion_and_a_swap_each_change_the_head(
    chain: list[bytes], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(chain) - 2))
    swapped = [*chain[:at], chain[at + 1], chain[at], *chain[at + 2 :]]
    edited = [*chain[:at], chain[at] + b"!", *chain[at + 1 :]]
    shortened = chain[:at] + chain[at + 1 :]
    inserted = [*chain[:at], b"new", *chain[at:]]
    heads = [head_of(one) for one in (chain, swapped, edited, shortened, inserted)]
    assert heads[0] not in heads[1:]


def test_a_payload_hash_covers_each_row_s_field_place_and_bytes_in_any_order() -> None:
    one, two = (1, b"a" * 16, b"cipher"), (2, b"b" * 16, b"text")
    assert payload_hash([one, two]) == payload_hash([two, one])
    others = [
        [one],
        [],
        [(2, *one[1:]), two],
        [(1, b"c" * 16, b"cipher"), two],
        [(1, b"a" * 16, b"ciphe"), two],
    ]
    assert len({payload_hash(rows) for rows in [[one, two], *others]}) == 6


def test_bytes_cannot_move_from_one_row_to_the_next_unseen() -> None:
    a, b = b"a" * 16, b"b" * 16
    assert payload_hash([(1, a, b"xy"), (1, b, b"z")]) != payload_hash([(1, a, b"x"), (1, b, b"yz")])


def test_one_field_twice_and_a_short_row_id_are_refused() -> None:
    with pytest.raises(ValueError):
        payload_hash([(1, b"a" * 16, b"x"), (1, b"a" * 16, b"y")])
    with pytest.raises(ValueError):
        payload_hash([(1, b"a", b"x")])


def test_an_entry_s_signature_does_not_sign_itself() -> None:
    assert entry_message({"seq": 1}) == b'qrg1.entry\0{"seq":1}'
    with pytest.raises(ValueError):
        entry_message({"seq": 1, "signature": b""})


@pytest.mark.parametrize("size", range(9))
def test_merkle_roots_are_those_of_rfc_6962_s_reference(size: int) -> None:
    assert merkle_root(RFC_6962_LEAVES[:size]).hex() == RFC_6962_ROOTS[size]


@given(leaves=st.lists(st.binary(max_size=4), max_size=40))
def test_merkle_roots_follow_the_rfc_s_recursive_definition(leaves: list[bytes]) -> None:
    def mth(part: list[bytes]) -> bytes:
        if not part:
            return sha256(b"").digest()
        if len(part) == 1:
            return sha256(b"\x00" + part[0]).digest()
        half = 1
        while half * 2 < len(part):
            half *= 2
        return sha256(b"\x01" + mth(part[:half]) + mth(part[half:])).digest()

    assert merkle_root(leaves) == mth(leaves)


def test_a_head_leaf_fixes_subject_place_and_hash() -> None:
    subject, head = b"s" * 16, Link(b"h" * 32)
    assert head_leaf(subject, 2, head) == b"qrg1.head\0" + subject + (2).to_bytes(8, "big") + head
    with pytest.raises(ValueError):
        head_leaf(b"short", 2, head)


def test_a_note_published_with_the_signed_note_format_is_read() -> None:
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotp"
        "RZb6KE6RyyBwJnAM=\n"
    )
    key = SignPublic(base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:])
    note = verify_note(text, key, "PeterNeumann")
    assert note.lines == ("then you don't know what your problem is.",)


def test_a_signed_note_comes_back_and_carries_others_signatures() -> None:
    note = sign_note("qorgan.example/log", ["12", "cm9vdA=="], ANNA.sign_seed, "signer")
    expected = Note("qorgan.example/log", ("12", "cm9vdA=="))
    assert verify_note(note, ANNA.sign_pk, "signer") == expected
    assert verify_note(note + "— witness AAAA\n", ANNA.sign_pk, "signer") == expected


def test_a_changed_note_another_signer_and_another_name_are_refused() -> None:
    note = sign_note("log", ["12"], ANNA.sign_seed, "signer")
    for text, key, name in (
        (note.replace("12", "13", 1), ANNA.sign_pk, "signer"),
        (note, BERIK.sign_pk, "signer"),
        (note, ANNA.sign_pk, "other"),
    ):
        with pytest.raises(BadSignature):
            verify_note(text, key, name)


@pytest.mark.parametrize("text", ["", "log\n12\n", "log\n\n— signer !!!\n", "log\n\nno end of line"])
def test_what_is_no_note_is_refused_by_name(text: str) -> None:
    with pytest.raises(Malformed):
        verify_note(text, ANNA.sign_pk, "signer")


@pytest.mark.parametrize(
    ("lines", "name"), [(["a\nb"], "n"), ([""], "n"), (["a"], "two words"), (["a"], "a+b"), (["a"], "")]
)
def test_lines_and_names_that_would_break_the_form_are_refused(lines: list[str], name: str) -> None:
    with pytest.raises(ValueError):
        sign_note("log", lines, ANNA.sign_seed, name)


@given(
    chains=st.dictionaries(st.binary(min_size=16, max_size=16), headers, min_size=2, max_size=5),
    data=st.data(),
)
def test_a_checkpoint_over_all_heads_shows_a_dropped_subject_a_cut_tail_and_a_rewritten_chain(
    chains: dict[bytes, list[bytes]], data: st.DataObject
) -> None:
    def root(of: dict[bytes, list[bytes]]) -> bytes:
        return merkle_root(
            head_leaf(subject, len(chain), head_of(chain)) for subject, chain in sorted(of.items())
        )

    subject = data.draw(st.sampled_from(sorted(chains)))
    others = {name: chain for name, chain in chains.items() if name != subject}
    cut = {**chains, subject: chains[subject][:-1]}
    rewritten = {**chains, subject: [*chains[subject][:-1], chains[subject][-1] + b"!"]}
    assert root(chains) not in (root(others), root(cut), root(rewritten))
