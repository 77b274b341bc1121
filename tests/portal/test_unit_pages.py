"""The pages of a unit, read back and held against the bundle and against what was published."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from chiso.figures import write_for_eyes
from chiso.portal.model import Site, UnitShown
from chiso.portal.page_source import PageSource, all_pages
from chiso.portal.pages.unit import pages
from chiso.portal.pages.unit_year import year_groups
from chiso.portal.unit_words import lead_of_year
from chiso.portal.unit_years import Figures
from tests.portal.papi_site import collect_papi, draw, page_at, rows_of_page, table_of, words_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return collect_papi(tmp_path_factory.mktemp("papi"))


@pytest.fixture(scope="module")
def hanoi(site: Site) -> UnitShown:
    assert site.focus is not None
    return site.focus


@pytest.fixture(scope="module")
def of_2019(site: Site, hanoi: UnitShown) -> str:
    found = all_pages(year_groups(site, Figures(site), hanoi))
    return draw(site, page_at(found, "unit/ha-noi/papi/2019"))


@pytest.fixture(scope="module")
def overview(site: Site) -> str:
    return draw(site, page_at(pages(site), "unit/ha-noi"))


def _eyes(written: str) -> str:
    return write_for_eyes(Fraction(written), "en", 2)


def test_every_figure_of_hanoi_in_2019_agrees_with_the_bundle(site: Site, of_2019: str) -> None:
    rows = rows_of_page(of_2019)
    scores = [row for row in table_of(site, "2019", "scores.csv") if row["unit"] == "01"]
    assert len(scores) == 1 + 8 + 29
    for row in scores:
        if row["code"] == "total":
            continue
        head = next(head for head in rows if head.startswith((f"{row['code']} ", f"{row['code']}. ")))
        cells = rows[head]
        # A field has its bar before its figure.
        assert cells["." not in row["code"]] == _eyes(row["points"]), row["code"]


def test_total_and_rank_of_hanoi_in_2019_are_those_of_the_bundle_and_of_papi(
    site: Site, of_2019: str
) -> None:
    (row,) = (row for row in table_of(site, "2019", "ranking.csv") if row["unit"] == "01")
    # Published by PAPI: 41.53, 59 of 63.
    assert (_eyes(row["score"]), row["rank"], row["of"]) == ("41.53", "59", "63")
    said = words_of(of_2019)
    assert "Score 41.53 of 80" in said
    assert "Rank 59 of 63" in said


def test_places_of_fields_in_2019_are_those_counted_in_the_bundle(site: Site, of_2019: str) -> None:
    rows = rows_of_page(of_2019)
    scores = table_of(site, "2019", "scores.csv")
    for code in "12345678":
        points = {row["unit"]: Fraction(row["points"]) for row in scores if row["code"] == code}
        place = 1 + sum(other > points["01"] for other in points.values())
        cells = next(cells for head, cells in rows.items() if head.startswith(f"{code}. "))
        assert cells[2] == f"{place}/63"
        assert cells[4].startswith(write_for_eyes(max(points.values()), "en", 2))
        assert cells[3] == write_for_eyes(sorted(points.values())[31], "en", 2)


def test_what_changed_counts_only_what_is_measured_alike(of_2019: str) -> None:
    said = words_of(of_2019)
    # By hand from the published sub-dimensions: seven dimensions, 39.00 in 2018 and 37.67 in 2019.
    assert "On the 26 criteria that are measured alike (39.00 → 37.67)" in said
    assert "7. Environmental governance alone accounts for −0.87 points, 65 % of the change." in said
    # Dimension 8 got a third sub-dimension in 2019.
    assert rows_of_page(of_2019)["8. E-governance"][-1] == "another framework"


def test_the_exact_split_adds_up_to_the_difference_of_the_totals(site: Site, hanoi: UnitShown) -> None:
    series = site.series["papi"]
    figures = Figures(site)
    for edition in series.editions[1:]:
        found = figures.comparison(series, edition, hanoi.uid)
        assert found is not None
        assert sum(part.amount for part in found.parts) == found.difference


def test_the_year_says_that_the_series_breaks_and_why(of_2019: str) -> None:
    said = words_of(of_2019)
    assert "Break in the series between 2018 and 2019" in said
    assert "Added: 8.3" in said


def test_breaks_of_2018_and_2021_are_drawn_and_told(overview: str) -> None:
    charts = re.findall(r'<svg class="chart".*?</svg>', overview)
    assert len(charts) == 2
    for chart in charts:
        # 2018, 2019 and 2021 of the five years; 2019 and 2020 have one framework.
        assert chart.count('class="break"') == 3
        assert chart.count('class="line own"') == 1
    said = words_of(overview)
    for before, after in (("2017", "2018"), ("2018", "2019"), ("2020", "2021")):
        assert f"Break between {before} and {after}: what changed" in said
    assert "where the framework changed: 2018, 2019, 2021." in charts[0]
    rows = rows_of_page(overview)
    assert [rows[year][3] for year in ("2018", "2019", "2021")] == ["another framework"] * 3
    assert rows["2020"][3] == "up 0.10"


def test_ranks_over_the_years_are_those_of_the_bundles(site: Site, overview: str) -> None:
    rows = rows_of_page(overview)
    for year in ("2017", "2018", "2019", "2020", "2021"):
        (row,) = (row for row in table_of(site, year, "ranking.csv") if row["unit"] == "01")
        assert rows[year][:3] == [
            _eyes(row["score"]),
            "60" if year == "2017" else "80",
            f"{row['rank']}/{row['of']}",
        ]


def test_sources_that_disagree_stand_side_by_side(overview: str) -> None:
    said = words_of(overview)
    # Hà Nội's PAR INDEX of 2023: 91.43 stated, 91.25 implied by an article on 2024.
    assert said.count("sources disagree") == 2
    assert "91.43 3/63" in said
    assert "91.25 (derived)" in said


def test_the_change_of_method_of_sipas_is_told(overview: str) -> None:
    assert "SIPAS changed its method between 2021 and 2022" in words_of(overview)


def test_each_index_says_who_computed_it_and_whether_it_was_recomputed(overview: str) -> None:
    rows = rows_of_page(overview)
    papi = next(cells for head, cells in rows.items() if head.startswith("PAPI "))
    sipas = next(cells for head, cells in rows.items() if head.startswith("SIPAS "))
    assert "CECODES" in papi[3]
    assert papi[4] == "✓ recomputed"
    assert sipas[3:] == [
        "Ministry of Home Affairs, as reported by the press and the provinces",
        "carried over",
    ]


def test_the_rights_of_papi_stand_on_every_page_that_shows_it(overview: str, of_2019: str) -> None:
    for page in (overview, of_2019):
        assert "PAPI is by CECODES, VFF-CRT, RTA and UNDP (reports: all rights reserved)." in words_of(page)


def test_a_unit_with_missing_parts_has_no_total_no_rank_and_says_what_is_missing(site: Site) -> None:
    quang_ninh = site.units["quang-ninh"]
    page = draw(
        site, page_at(all_pages(year_groups(site, Figures(site), quang_ninh)), "unit/quang-ninh/papi/2018")
    )
    said = words_of(page)
    assert "Score no total" in said
    assert "Rank not ranked" in said
    assert "Figures are missing, so there is no total and no rank:" in said


def test_the_table_for_download_holds_the_exact_figures_of_the_bundles(site: Site) -> None:
    table = next(page for page in pages(site) if page.key == "unit/ha-noi.csv")
    assert callable(table.content)
    rows = list(csv.DictReader(io.StringIO(table.content().decode("utf-8"))))
    for year in ("2017", "2019"):
        exact = {
            row["code"]: row["points"] for row in table_of(site, year, "scores.csv") if row["unit"] == "01"
        }
        assert {row["code"]: row["points"] for row in rows if row["period"] == year} == exact


def test_no_page_of_a_unit_has_inline_style_or_script(overview: str, of_2019: str) -> None:
    for page in (overview, of_2019):
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", page)
        assert page.count("<h1") == 1


def test_both_languages_have_the_same_pages(site: Site) -> None:
    def keys(language: str) -> Iterator[str]:
        return (page.key for page in pages(site) if page.language == language and _is_page(page))

    assert list(keys("vi")) == list(keys("en"))


def _is_page(page: PageSource) -> bool:
    return page.template is not None


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([(46, 110), (46, 110)], "Rank 46 of 110, and the same place in every field."),
        ([(45, 110), (45, 110)], "Rank 46 of 110, and 45/110 in every field."),
        # The same number among fewer units is another place.
        ([(46, 110), (46, 60)], "Rank 46 of 110. Placed best in “A” (46/110), lowest in “B” (46/60)."),
    ],
)
def test_the_lead_tells_places_in_fields_as_they_are(places: list[tuple[int, int]], expected: str) -> None:
    fields: Any = [
        SimpleNamespace(rank=rank, standing=SimpleNamespace(of=of), node=SimpleNamespace(title=name))
        for name, (rank, of) in zip("AB", places, strict=True)
    ]
    edition: Any = SimpleNamespace()
    assert lead_of_year(edition, fields, 46, 110).in_language("en") == expected
