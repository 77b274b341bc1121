"""The pages of components: one thing over all versions, and its figures against the bundles."""

from __future__ import annotations

import csv
import io
import re
from fractions import Fraction

import pytest

from chiso.figures import write_for_eyes
from chiso.portal.components import Components, breaks_of, comparable
from chiso.portal.model import Site
from chiso.portal.pages.component import pages
from tests.portal.papi_site import collect_papi, draw, page_at, rows_of_page, table_of, words_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return collect_papi(tmp_path_factory.mktemp("papi"))


@pytest.fixture(scope="module")
def land_titles(site: Site) -> str:
    return draw(site, page_at(pages(site), "component/papi/5.3"))


def test_a_component_is_followed_through_versions_in_which_its_number_changed(site: Site) -> None:
    components = {component.identity: component for component in Components(site.series["papi"]).all}
    # Poverty lists were 2.1 until 2017 and are 2.2 since access to information came in 2018.
    poverty = components["poverty_lists"]
    assert [year.code for year in poverty.measured] == ["2.1", "2.2", "2.2", "2.2", "2.2"]
    assert poverty.slug == "2.2"


def test_what_ended_does_not_take_the_address_of_what_has_its_number_now(site: Site) -> None:
    slugs = {component.identity: component.slug for component in Components(site.series["papi"]).all}
    # 3.3 is access to justice since 2018; until 2017 it was the people's inspection boards.
    assert slugs["access_to_justice"] == "3.3"
    assert slugs["inspection_boards"] == "3.3-2017"
    # Construction permits were 5.2 until 2020, and nothing has that number now.
    assert slugs["construction_permits"] == "5.2-2020" or slugs["construction_permits"] == "5.2"
    assert len(set(slugs.values())) == len(slugs)


def test_a_component_breaks_where_its_scale_changes_and_not_where_others_change(site: Site) -> None:
    series = site.series["papi"]
    components = {component.identity: component for component in Components(series).all}
    years = [edition.slug for edition in series.editions]
    # Dimension 5 had four parts until 2020 and has three since: 2.5 points became 10/3.
    assert [years[n] for n in breaks_of(components["land_titles"])] == ["2021"]
    assert breaks_of(components["civic_knowledge"]) == ()
    assert [years[n] for n in breaks_of(components["internet"])] == ["2018", "2019"]


def test_years_of_one_framework_compare(site: Site) -> None:
    series = site.series["papi"]
    component = next(one for one in Components(series).all if one.identity == "internet")
    of = {year.edition.slug: year for year in component.measured}
    assert comparable(of["2019"], of["2020"], series.break_before(of["2020"].edition))
    assert not comparable(of["2018"], of["2019"], series.break_before(of["2019"].edition))


def test_the_table_has_every_figure_of_every_unit_and_year(site: Site, land_titles: str) -> None:
    rows = rows_of_page(land_titles)
    for position, year in enumerate(("2017", "2018", "2019", "2020", "2021")):
        for row in table_of(site, year, "scores.csv"):
            if row["code"] == "5.3":
                name = next(unit.name for unit in site.units.values() if unit.code == row["unit"])
                shown = write_for_eyes(Fraction(row["points"]), "en", 2) if row["points"] else "–"
                assert rows[name][position] == shown


def test_every_tile_has_the_same_axis_and_says_its_finding(land_titles: str) -> None:
    tiles = re.findall(r'<svg class="chart" width="100%" height="150".*?</svg>', land_titles)
    assert len(tiles) == 12
    assert len({tuple(re.findall(r'text-anchor="end">(\d+)</text>', tile)[:2]) for tile in tiles}) == 1
    for tile in tiles:
        assert re.search(r'role="img" aria-label="[^"]+% of the scale in 2017', tile)
        assert tile.count('class="break"') == 1


def test_the_own_unit_stands_first(land_titles: str) -> None:
    assert re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", land_titles)[0] == "Hà Nội"


def test_rule_law_framework_and_source_stand_on_the_page(land_titles: str) -> None:
    said = words_of(land_titles)
    assert "2017–2020: 5.3 Land titles Maximum 2.5 Rule The points are entered: from 0.25 to 2.5." in said
    assert "Legal basis Báo cáo PAPI" in said
    assert "papi@2016, papi@2018, papi@2019" in said
    assert "Source: CECODES, VFF-CRT, RTA and UNDP (papi.org.vn)" in said


def test_the_table_for_download_is_exact(site: Site) -> None:
    table = next(page for page in pages(site) if page.key == "component/papi/5.3.csv")
    assert callable(table.content)
    rows = list(csv.DictReader(io.StringIO(table.content().decode("utf-8"))))
    assert len(rows) == 5 * 63
    own = {row["period"]: row["points"] for row in rows if row["unit"] == "01"}
    for year in own:
        (row,) = (
            row for row in table_of(site, year, "scores.csv") if (row["unit"], row["code"]) == ("01", "5.3")
        )
        assert own[year] == row["points"]


def test_the_own_unit_stands_year_by_year_with_scale_share_and_rank(site: Site, land_titles: str) -> None:
    (own,) = re.findall(r'aria-labelledby="own".*?</section>', land_titles, re.DOTALL)
    rows = {head.split(" ")[0]: cells for head, cells in rows_of_page(own).items()}
    assert list(rows) == ["2021", "2020", "2019", "2018", "2017"]
    for year, cells in rows.items():
        points = {
            row["unit"]: Fraction(row["points"])
            for row in table_of(site, year, "scores.csv")
            if row["code"] == "5.3" and row["points"]
        }
        # One of k parts of a dimension of 1 to 10 points: from 1/k to 10/k; k is 4 until 2020, then 3.
        k = 3 if year == "2021" else 4
        share = (points["01"] - Fraction(1, k)) / Fraction(9, k) * 100
        place = 1 + sum(other > points["01"] for other in points.values())
        assert cells[0] == write_for_eyes(points["01"], "en", 2)
        assert cells[2].split() == [write_for_eyes(share, "en", 0), "%"]
        assert cells[4] == f"{place}/{len(points)}"
    assert "2021 ! break" in words_of(own)
