"""The pages of indices of other bodies, held against the tables that the bundle carries."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from fractions import Fraction

import pytest

from chiso.portal.carried_model import Carried
from chiso.portal.carried_shown import gap_of
from chiso.portal.model import Site
from chiso.portal.pages.carried import pages
from chiso.publication import read_bundle
from tests.portal.papi_site import collect_papi, draw, page_at, words_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return collect_papi(tmp_path_factory.mktemp("papi"))


@pytest.fixture(scope="module")
def par_index(site: Site) -> str:
    return draw(site, page_at(pages(site), "carried/par-index"))


def _table(site: Site, name: str) -> list[dict[str, str]]:
    members = read_bundle(site.carried["sipas"].publication.file).members
    return list(csv.DictReader(io.StringIO(members[f"carried_over/{name}.csv"].decode("utf-8"))))


def _rows(html: str) -> dict[str, list[str]]:
    """The cells of the matrices by the name of the unit."""
    (matrix,) = re.findall(r'aria-labelledby="nhom-provinces".*?</section>', html, re.DOTALL)
    found = {}
    for row in re.findall(r"<tr\b.*?</tr>", matrix, re.DOTALL)[1:]:
        head, *cells = re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)
        found[words_of(head)] = [words_of(cell) for cell in cells]
    return found


def test_every_total_of_every_unit_and_year_stands_there_with_a_source(site: Site, par_index: str) -> None:
    rows = _rows(par_index)
    table = [
        row for row in _table(site, "par-index") if row["code"] == "total" and row["group"] == "provinces"
    ]
    periods = sorted({row["period"] for row in table}, reverse=True)
    assert set(rows) == {row["unit_name"] for row in table}
    for row in table:
        cell = rows[row["unit_name"]][periods.index(row["period"])]
        assert re.search(r"\[\d+\]", cell), "each figure names its source"
        assert (row["value"] or "rank only") in cell
        if row["rank"]:
            assert f" {row['rank']}/{row['of']} " in f" {cell} "


def test_the_own_unit_comes_first_and_the_others_in_vietnamese_order(par_index: str) -> None:
    names = list(_rows(par_index))
    assert names[0] == "Hà Nội"
    # Đ follows D, and Bắc stands before Bến: by hand.
    assert [name for name in names if name in ("Đắk Nông", "Bến Tre", "Bắc Giang", "Hà Giang")] == [
        "Bắc Giang",
        "Bến Tre",
        "Đắk Nông",
        "Hà Giang",
    ]


def test_conflicting_figures_stand_side_by_side(par_index: str) -> None:
    said = words_of(par_index)
    assert "Where sources disagree" in said
    # Published as 91.43; an article on 2024 implies 91.25.
    cell = next(cell for cell in _rows(par_index)["Hà Nội"] if "91.43" in cell)
    assert "91.25" in cell
    assert "sources disagree" in cell


def test_a_source_is_listed_with_as_many_figures_as_it_gave(site: Site, par_index: str) -> None:
    counts = Counter(row["source"] for row in _table(site, "par-index"))
    for source, count in counts.items():
        line = re.search(
            rf'<li id="nguon-\d+">[^\n]*href="{re.escape(source)}".*?</li>', par_index, re.DOTALL
        )
        assert line, source
        assert f"{count} figure" in words_of(line[0])


def test_the_break_of_sipas_is_told_and_drawn(site: Site) -> None:
    html = draw(site, page_at(pages(site), "carried/sipas"))
    assert "SIPAS changed its method between 2021 and 2022" in words_of(html)
    heads = [words_of(head) for head in re.findall(r'<th scope="col" class="num">.*?</th>', html)]
    # One column for provinces, one for means: both have figures on both sides.
    assert [head for head in heads if "break" in head] == ["2022 ! break"] * 2


def test_totals_that_do_not_follow_from_their_groups_are_counted_and_marked(site: Site) -> None:
    html = draw(site, page_at(pages(site), "carried/service-quality"))
    rows: dict[str, dict[str, Fraction]] = {}
    for row in _table(site, "service-quality"):
        if row["group"] == "communes":
            rows.setdefault(row["unit"], {})[row["code"]] = Fraction(row["value"])
    gaps = [found.pop("total") - sum(found.values()) for found in rows.values()]
    assert len(gaps) == 126
    # Seven figures of two decimals: half a hundredth each.
    beyond = sum(abs(gap) > Fraction(7, 200) for gap in gaps)
    unequal = sum(gap != 0 for gap in gaps)
    assert f"{unequal} of 126 totals are not the sum of their parts; in {beyond} of them" in words_of(html)
    assert "All figures of this page were read from a copy by others" in words_of(html)


def _carried(code: str, value: str) -> Carried:
    return Carried(
        index="made-up",
        period="2026",
        unit_code="01",
        uid=None,
        unit_name="",
        group="",
        code=code,
        value=Fraction(value),
        rank=None,
        of=None,
        basis="stated",
        approximate=False,
        source="made up",
        note="",
        note_vi="",
        publication="",
        written=value,
        is_second_hand=False,
    )


@pytest.mark.parametrize(
    ("total", "amount", "is_rounding"),
    [("4.00", "0", True), ("4.01", "0.01", True), ("4.02", "0.02", False)],
)
def test_only_rounding_of_the_last_place_is_forgiven(total: str, amount: str, is_rounding: bool) -> None:
    # Three figures of two decimals may hide up to 0.015.
    parts = [_carried("1", "1.5"), _carried("2", "2.5")]
    gap = gap_of(_carried("total", total), parts, frozenset({"1", "2"}))
    assert gap is not None
    assert (gap.amount, gap.is_rounding) == (Fraction(amount), is_rounding)


def test_nothing_is_said_of_a_total_whose_parts_are_not_all_known() -> None:
    assert gap_of(_carried("total", "4"), [_carried("1", "1.5")], frozenset({"1", "2"})) is None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_notes_are_in_the_language_of_the_reader(site: Site, language: str) -> None:
    html = draw(site, page_at(pages(site), "carried/sipas", language))  # type: ignore[arg-type]
    mine, other = ("nguồn in số làm tròn", "printed rounded") if language == "vi" else (
        "printed rounded",
        "nguồn in số làm tròn",
    )  # fmt: skip
    assert mine in words_of(html)
    assert other not in words_of(html)
