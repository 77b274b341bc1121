"""What has to be told with a figure: that a rank is among some only, that inputs are at second hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from chiso import verbs
from chiso.examples import write_example
from chiso.portal.collecting import collect_site
from chiso.portal.model import Site
from chiso.portal.pages.home import pages as home_pages
from chiso.portal.pages.unit import pages as unit_pages
from chiso.portal.theme import Theme
from chiso.publication import build_bundle
from chiso.scoring.run import write_run
from tests.portal.papi_site import draw, page_at, words_of

RUNS = (("pci", "pci@2021", "2021"), ("service-quality", "service-quality@2022", "2026@2026-10-10"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder: Path = tmp_path_factory.mktemp("told")
    for example, framework, period in RUNS:
        write_example(example, folder / example)
        scored = verbs.score(
            framework,
            folder / example / "answers.csv",
            units=folder / example / "units.csv",
            period=period,
        )
        write_run(scored, folder / f"run-{example}")
    build_bundle(runs=[folder / f"run-{example}" for example, _, _ in RUNS], out=folder / "told.zip")
    return collect_site([folder / "told.zip"], theme=Theme(focus="ha-noi"), kinds=frozenset({"home", "unit"}))


def test_a_rank_among_some_provinces_does_not_lead_the_home_page(site: Site) -> None:
    home = page_at(home_pages(site), "home")
    # The example holds 21 of the 63 provinces of 2021; Hà Nội is the tenth of these.
    assert "rank" not in home.title
    said = words_of(draw(site, home))
    assert "Rank among the 21 provinces of the bundle, not all 63." in said


def test_the_page_of_the_unit_says_so_too(site: Site) -> None:
    page = page_at(unit_pages(site), "unit/ha-noi")
    # Printed by the source: 55.23 points. Points stand in the lead, a rank among 21 does not.
    assert page.description.startswith("PCI 2021: 68.59 points; Decision 766")
    assert "55.23 points" in page.description
    assert "Rank among the 21 provinces of the bundle, not all 63." in words_of(draw(site, page))


def test_inputs_at_second_hand_are_told_with_their_source(site: Site) -> None:
    said = words_of(draw(site, page_at(unit_pages(site), "unit/ha-noi")))
    source = "second-hand figures, by way of github.com/hoang31201/766-HaNoi, history/quality/2026-10-10.json"
    assert said.count(source) >= 2
    assert "These inputs were not read from the body that measures but from a copy by others" in said
    # Those of PCI are at first hand: one mark in the table, none beside PCI.
    assert said.count("! second-hand") == 1
