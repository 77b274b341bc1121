"""Comparisons: which are built, and that their figures are those of the ranking."""

from __future__ import annotations

import pytest

from chiso.portal.model import Site
from chiso.portal.pages.compare import pages
from chiso.portal.pairs import pairs_of
from tests.portal.papi_site import collect_papi, draw, page_at, rows_of_page, words_of

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
