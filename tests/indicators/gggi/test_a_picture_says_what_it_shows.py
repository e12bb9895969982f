"""The pictures of the gender gap: words in the language asked for, a table beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from qorgan.cli import main
from qorgan.indicators.gggi.editions import packaged
from qorgan.indicators.gggi.history import history

RATIOS = str(Path(__file__).parent / "data" / "gggi_ratios_2018.csv")
NAMES = {"en": "Kazakhstan", "ru": "Казахстан", "kk": "Қазақстан"}

charts = pytest.importorskip("qorgan.indicators.charts")


@pytest.mark.parametrize(
    ("language", "arguments"),
    [
        ("en", ("gggi", RATIOS, "--country", "KAZ")),
        ("kk", ("gggi-moves", "--from", "2021", "--to", "2023")),
        ("ru", ("gggi-moves", "--from", "2024", "--to", "2025")),
        ("ru", ("gggi-editions", "--of", "rank")),
        ("kk", ("gggi-editions", "--country", "UZB")),
    ],
)
def test_a_picture_is_drawn_with_its_source_and_its_table(
    language: str, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "a.svg"
    assert main(["index", *arguments, "--chart", str(path), "--lang", language]) == 0
    picture = path.read_text(encoding="utf-8")
    assert ("Өзбекстан" if "UZB" in arguments else NAMES[language]) in picture
    assert "©" in picture
    assert len((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()) > 3


def test_a_picture_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "gggi", RATIOS, "--chart", str(tmp_path / "no" / "a.svg")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_line_of_scores_is_broken_where_an_edition_is_missing_or_its_decimals_differ() -> None:
    from qorgan.indicators.gggi.pictures import _scores
    from qorgan.indicators.gggi.telling import words

    points = _scores(history("packaged", packaged(), "KAZ", None, None), words("en"))
    empty = {(point.x, point.series) for point in points if point.y is None}
    assert ("2015", "decimals: 4") in empty, "2015 has three decimals"
    assert ("2019", "decimals: 3") in empty, "there was no edition in 2019"
    assert ("2023", "decimals: 3") in empty, "2023 is known to two decimals"
    assert ("2010", "decimals: 4") not in empty
    drawn = {(point.x, point.series) for point in points if point.y is not None}
    assert not empty & drawn
