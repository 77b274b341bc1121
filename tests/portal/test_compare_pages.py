"""Comparisons: which are built, and that their figures are those of the ranking."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chiso.figures import write_for_eyes
from chiso.portal.compared import groups_of
from chiso.portal.model import Site
from chiso.portal.pages.compare import pages
from chiso.portal.pairs import pairs_of
from tests.portal.papi_site import collect_papi, draw, page_at, rows_of_page, table_of, words_of

CITIES = ("Cần Thơ", "Đà Nẵng", "Hà Nội", "Hải Phòng", "Hồ Chí Minh")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return collect_papi(tmp_path_factory.mktemp("papi"))


def test_the_cities_and_the_neighbours_in_rank_are_compared_each_pair_once(site: Site) -> None:
    edition = site.series["papi"].edition("2019")
    assert edition is not None
    names = [(one.name, other.name) for one, other in pairs_of(site, edition)]
    ranked = [row.unit.name for row in edition.ranked]
    place = ranked.index("Hà Nội")
    near = {*ranked[place - 2 : place], *ranked[place + 1 : place + 3]}
    assert {frozenset(pair) for pair in names} == {
        *(frozenset((one, other)) for one in CITIES for other in CITIES if one < other),
        *(frozenset(("Hà Nội", other)) for other in near),
    }
    assert len(names) == len({frozenset(pair) for pair in names})
    assert all(other != "Hà Nội" for _, other in names)


def test_a_comparison_says_who_has_more_and_by_how_much(site: Site) -> None:
    page = draw(site, page_at(pages(site), "compare/papi/2019/ha-noi/da-nang"))
    edition = site.series["papi"].edition("2019")
    assert edition is not None
    hanoi, danang = edition.row("ha-noi"), edition.row("da-nang")
    assert hanoi is not None
    assert danang is not None
    assert hanoi.score is not None
    assert danang.score is not None
    gap = f"{float(danang.score - hanoi.score):.2f}"
    said = words_of(page)
    assert (
        f"Hà Nội has {gap} points fewer than Đà Nẵng: rank {hanoi.rank} beside {danang.rank}, of 63." in said
    )
    assert rows_of_page(page)["Difference of the totals"][-1] == f"+{gap}"


def test_a_difference_that_rounds_to_nothing_is_told_with_more_digits(site: Site) -> None:
    page = draw(site, page_at(pages(site), "compare/papi/2019/ha-noi/hai-phong"))
    edition = site.series["papi"].edition("2019")
    assert edition is not None
    hanoi, haiphong = edition.row("ha-noi"), edition.row("hai-phong")
    assert hanoi is not None
    assert haiphong is not None
    assert hanoi.score is not None
    assert haiphong.score is not None
    assert 0 < haiphong.score - hanoi.score < 0.005
    assert f"Hà Nội has {float(haiphong.score - hanoi.score):.3f} points fewer than Hải Phòng" in words_of(
        page
    )


def test_the_list_leads_to_every_comparison(site: Site) -> None:
    found = [page for page in pages(site) if page.language == "en"]
    page = draw(site, next(page for page in found if page.key == "compare"))
    assert page.count("<li><a href=") >= len(found) - 1


def test_the_cities_stand_side_by_side_with_the_differences_against_the_first(site: Site) -> None:
    page = draw(site, page_at(pages(site), "compare/papi/2019/ha-noi/can-tho/da-nang/hai-phong/ho-chi-minh"))
    edition = site.series["papi"].edition("2019")
    assert edition is not None
    total = rows_of_page(page)["Total"]
    scores = {
        row["unit"]: Fraction(row["score"]) for row in table_of(site, "2019", "ranking.csv") if row["score"]
    }
    ranks = {row["unit"]: row["rank"] for row in table_of(site, "2019", "ranking.csv")}
    # Hà Nội, Cần Thơ, Đà Nẵng, Hải Phòng, Hồ Chí Minh, by their codes.
    for cell, code in zip(total, ("01", "92", "48", "31", "79"), strict=False):
        figure = f"{float(scores[code]):.2f}"
        assert cell.startswith(f"{figure} rank {ranks[code]} of 63")
        difference = scores[code] - scores["01"]
        if difference > Fraction(1, 100):
            assert cell.endswith(f"up {float(difference):.2f}")
    best = max(scores, key=lambda code: scores[code])
    middle = sorted(scores.values())[31]
    assert total[5].startswith(f"{float(scores[best]):.2f}")
    assert total[6] == f"{float(middle):.2f}"
    assert "Differences are against Hà Nội, the first column." in words_of(page)


def test_every_component_stands_in_a_comparison_of_several(site: Site) -> None:
    page = draw(site, page_at(pages(site), "compare/papi/2019/ha-noi/can-tho/da-nang/hai-phong/ho-chi-minh"))
    rows = rows_of_page(page)
    for row in table_of(site, "2019", "scores.csv"):
        if row["unit"] == "92" and row["code"] != "total":
            head = next(head for head in rows if head.startswith((f"{row['code']} ", f"{row['code']}. ")))
            assert rows[head][1].startswith(write_for_eyes(Fraction(row["points"]), "en", 2))


def test_a_large_group_is_cut_to_those_nearest_in_rank_or_to_its_first(site: Site) -> None:
    edition = site.series["papi"].edition("2019")
    assert edition is not None
    ranked = [row.unit for row in edition.ranked]
    place = [unit.uid for unit in ranked].index("ha-noi")
    nearest, cities, provinces = groups_of(site, edition)
    # 59th of 63: two before, three behind.
    assert {unit.uid for unit in nearest.units} == {unit.uid for unit in ranked[place - 2 : place + 4]}
    assert [unit.name for unit in cities.units] == [
        "Hà Nội",
        "Cần Thơ",
        "Đà Nẵng",
        "Hải Phòng",
        "Hồ Chí Minh",
    ]
    first = [unit.uid for unit in ranked if unit.kind == "tinh"][:6]
    assert {unit.uid for unit in provinces.units} == set(first)
    assert provinces.title.in_language("en") == "Provinces: the first 6 of 58"


def test_years_across_a_break_are_not_subtracted_and_the_break_is_named(site: Site) -> None:
    page = draw(site, page_at(pages(site), "compare/papi/years/ha-noi/2017/2018/2019/2020/2021"))
    total = rows_of_page(page)["Total"]
    assert [cell.endswith("another framework") for cell in total] == [True, True, True, True, False]
    said = words_of(page)
    for before, after in (("2017", "2018"), ("2018", "2019"), ("2020", "2021")):
        assert f"Break between {before} and {after}: what changed" in said
    # Civic knowledge is measured alike in all these years, land titles were rescaled in 2021.
    rows = rows_of_page(page)
    civic = next(cells for head, cells in rows.items() if head.startswith("1.1 "))
    land = next(cells for head, cells in rows.items() if head.startswith("5.3 "))
    assert not any("another framework" in cell for cell in civic)
    assert all("another framework" in cell for cell in land[:4])
    figures = [
        next(Fraction(row["points"]) for row in table_of(site, year, "scores.csv")
             if (row["unit"], row["code"]) == ("01", "1.1"))
        for year in ("2017", "2021")
    ]  # fmt: skip
    assert civic[0].endswith(_change(figures[0] - figures[1]))


def _change(difference: Fraction) -> str:
    size = write_for_eyes(abs(difference), "en", 2)
    return f"up {size}" if difference > 0 else f"down {size}"
