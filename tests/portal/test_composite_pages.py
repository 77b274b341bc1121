"""Pages of composite indices: who stands where and how sure that is, a unit from figures to score, the
plan in words, tables to take away; whose computation it is.

The scores are worked out by hand in `tests.publication.composite_run`; how often a unit had a rank, by the
tables that “chiso robustness” wrote with NumPy.
"""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chiso.portal.building import build_site
from chiso.portal.checking import check_site
from chiso.portal.theme import Theme
from chiso.problems import BadInput
from chiso.publication import build_bundle
from tests.cli.calling import call
from tests.portal.browsing import BROWSERS
from tests.portal.building_sites import contents_of
from tests.portal.looking import faults_of_pages
from tests.portal.validating import faults_of
from tests.publication.composite_run import (
    CHOICES,
    FRAMEWORK,
    choices,
    composite_bundle,
    composite_folder,
)
from tests.publication.publishing import make_key, members_of, write_small_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

INDEX = "index/composite/five-wards"
OTHER_PLAN = """\
format: chiso-plan/1
steps:
- {step: screen, minimum_share: "0", leave_out: [C]}
- {step: normalise, method: {kind: min_max@1}}
- {step: aggregate}
"""
PAGES = ("", "plan/", "robustness/choices/", "unit/phuong-e/")
ADDRESSES = (
    *(f"en/{INDEX}/{page}" for page in PAGES),
    *(
        f"chi-so/tong-hop/five-wards/{page}"
        for page in ("", "cach-tinh/", "do-vung/choices/", "don-vi/phuong-e/")
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two bundles: the index with a result on its ranks, and a run that was scored."""
    made = tmp_path_factory.mktemp("composite-site")
    private, public = make_key(made)
    composite_bundle(made, key=private)
    scored = write_small_run(made / "scored")
    build_bundle(runs=[scored], out=made / "scored.zip", status="final", key=private)
    bundles = [made / "index.zip", made / "scored.zip"]
    build_site(bundles, made / "site", theme=Theme(), trusted=[public])
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Path:
    return folder / "site"


def words(site: Path, address: str) -> str:
    """What a page says, without its markup."""
    page = (site / address / "index.html").read_text(encoding="utf-8")
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_site_is_whole_and_light(site: Path) -> None:
    found = check_site(site)
    assert found.problems == ()


def test_the_order_has_every_score_and_the_interval_of_the_result_beside_the_rank(
    site: Path, folder: Path
) -> None:
    said = words(site, f"en/{INDEX}")
    assert "Phường A has rank 1 of 5 units, with a score of 62.50." in said
    assert "It is not a figure of the author of the index, nor of whoever measured." in said
    assert "Figures for illustration" in said
    with (choices(folder, "again") / "ranks.csv").open(encoding="utf-8", newline="") as table:
        ranks = {row["unit"]: row for row in csv.DictReader(table)}
    lines = {"A": "1", "E": "2", "B": "3 =", "D": "3 =", "C": "5"}
    scores = {"A": "62.50", "E": "59.38", "B": "50.00", "D": "50.00", "C": "37.50"}
    for unit, rank in lines.items():
        low, high = ranks[unit]["low"], ranks[unit]["high"]
        interval = low if low == high else f"{low}–{high}"
        beside = "" if interval == ranks[unit]["rank"] else f" {interval}"
        assert f"{rank}{beside} Phường {unit} {scores[unit]}" in said
    assert any(row["low"] != row["high"] for row in ranks.values()), "else nothing stands beside a rank"


def test_the_page_of_a_unit_leads_from_the_figures_to_the_score(site: Path) -> None:
    said = words(site, f"en/{INDEX}/unit/phuong-e")
    assert "Rank 2 of 5, with a score of 59.38." in said
    assert "Indicator b missing 62.50 50 % More is better. No figure was given; filled with 22.5." in said
    assert "Indicator c 75 75.00 50 % More is better." in said
    assert "First – 43.75 50 %" in said
    vietnamese = words(site, "chi-so/tong-hop/five-wards/don-vi/phuong-e")
    assert "Hạng 2 trên 5, với điểm số 59,38." in vietnamese
    assert "Không có số liệu gốc; điền bằng 22,5." in vietnamese


def test_the_plan_is_told_in_words_with_what_it_did(site: Path) -> None:
    said = words(site, f"en/{INDEX}/plan")
    assert "Gaps are filled: by the median of all units." in said
    assert "One scale: from 0 for the worst to 100 for the best unit." in said
    assert "5 units × 4 indicators: 20 figures. 1 gap was filled." in said
    assert "Indicator a a 50 % 25 % More is better." in said


def test_the_page_how_sure_names_the_methods_that_were_varied(site: Path) -> None:
    said = words(site, f"en/{INDEX}/robustness/choices")
    assert "other methods and criteria left out" in said
    assert "One scale, in each run one of these: as the plan has it; the place from below" in said
    assert "It is not a figure of the author of the index." in said


def test_its_tables_are_those_of_the_bundle(site: Path, folder: Path) -> None:
    members = members_of(folder / "index.zip")
    below = site / "chi-so/tong-hop/five-wards"
    for member in (
        "figures.csv",
        "stages/normalised.csv",
        "stages/aggregated.csv",
        "weights.csv",
        "plan.json",
    ):
        name = member.rpartition("/")[2]
        assert (below / name).read_bytes() == members[f"runs/five-wards-1/composite/{member}"]
    kept = (below / "do-vung/choices/pairs.csv").read_bytes()
    assert kept == members["runs/five-wards-1/robustness/choices/pairs.csv"]


def test_the_home_page_leads_to_it_beside_the_indices_that_are_scored(site: Path) -> None:
    page = (site / "en" / "index.html").read_text(encoding="utf-8")
    assert 'href="index/composite/five-wards/"' in page
    assert 'href="index/three-criteria/"' in page


def test_nothing_is_drawn_again_where_nothing_changed(folder: Path, site: Path) -> None:
    before = contents_of(site)
    bundles = [folder / "scored.zip", folder / "index.zip"]
    built = build_site(bundles, site, theme=Theme(), trusted=[folder / "city.pub"])
    assert built.drawn == 0
    assert contents_of(site) == before


def test_a_panel_has_a_page_for_each_period(tmp_path: Path) -> None:
    bundle = composite_bundle(tmp_path, periods=("2024", "2025"), sure=False)
    site = tmp_path / "site"
    build_site([bundle], site, theme=Theme())
    assert "Five wards (fictitious) 2024" in words(site, f"en/{INDEX}/2024")
    page = (site / "en" / INDEX / "2025" / "index.html").read_text(encoding="utf-8")
    assert 'href="../2024/"' in page
    assert check_site(site).problems == ()
    # Nothing was scored, and no unit is in a register: the home page says what there is.
    assert "Phường A has rank 1 of 5 units" in words(site, "en")


def test_one_index_in_two_publications_is_refused(tmp_path: Path) -> None:
    index = composite_folder(tmp_path)
    for name, status in (("one", "final"), ("two", "provisional")):
        build_bundle(runs=[index], out=tmp_path / f"{name}.zip", status=status)  # type: ignore[arg-type]
    with pytest.raises(BadInput) as refused:
        build_site([tmp_path / "one.zip", tmp_path / "two.zip"], tmp_path / "site", theme=Theme())
    assert [one.code for one in refused.value.problems] == ["CH-6003"]


@pytest.mark.needs(*BROWSERS)
@pytest.mark.xdist_group("portal in a browser")
def test_pages_have_no_fault_of_access_and_do_not_scroll_sideways(site: Path, started: Browser) -> None:
    assert faults_of_pages(started, site, ADDRESSES) == []


def test_pages_load_no_script(site: Path) -> None:
    pages = [(site / address / "index.html").read_text(encoding="utf-8") for address in ADDRESSES]
    assert [page for page in pages if re.search(r"<script[^>]*\ssrc", page)] == []


@pytest.mark.needs("java")
@pytest.mark.xdist_group("portal in a browser")
def test_pages_are_valid(site: Path) -> None:
    assert faults_of([site / address / "index.html" for address in ADDRESSES]) == []


PANEL = """\
unit,period,a,b,c,d
A,2024,,,,
B,2024,,,,
A,2025,100,10,50,8
B,2025,50,20,100,
C,2025,0,30,0,6
D,2025,75,25,25,5
"""
LONG = "Ủy ban nhân dân phường Hư Cấu " * 12


@pytest.fixture(scope="module")
def unusual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A panel: nobody has a figure in 2024, C is left out by name, A has a very long name; another plan."""
    made = tmp_path_factory.mktemp("unusual")
    (made / "five-wards.yaml").write_text(FRAMEWORK, encoding="utf-8")
    (made / "figures.csv").write_text(PANEL, encoding="utf-8")
    (made / "wards.csv").write_text(f"unit,name\nA,{LONG.strip()}\nB,<b>B</b>\nC,C\nD,D\n", encoding="utf-8")
    (made / "plan.yaml").write_text(OTHER_PLAN, encoding="utf-8")
    (made / "choices.yaml").write_text(CHOICES, encoding="utf-8")
    index = made / "index"
    asked = ("--units", made / "wards.csv", "--plan", made / "plan.yaml", "--out", index)
    for answered in (
        call("composite", made / "five-wards.yaml", made / "figures.csv", *asked),
        call("robustness", index, "--spec", made / "choices.yaml", "--n", "50", "--out", made / "choices"),
    ):
        assert answered.exit == 0, answered.err
    build_bundle(runs=[index], robustness=[made / "choices"], out=made / "index.zip", status="final")
    build_site([made / "index.zip"], made / "site", theme=Theme())
    return made / "site"


def test_a_period_in_which_nobody_is_ranked_has_its_pages(unusual: Path) -> None:
    assert check_site(unusual).problems == ()
    said = words(unusual, f"en/{INDEX}/2024")
    assert "No unit has all figures that a score takes." in said
    assert not (unusual / f"en/{INDEX}/2024/robustness").exists()
    assert (unusual / f"en/{INDEX}/2025/robustness/choices/index.html").is_file()


def test_a_long_name_is_shortened_in_addresses_and_whole_on_the_page(unusual: Path) -> None:
    folders = [one.name for one in (unusual / f"en/{INDEX}/2025/unit").iterdir()]
    assert sorted(map(len, folders)) == [len("d"), len("b-b-b"), 100]
    page = next(one for one in folders if len(one) == 100)
    assert LONG.strip() in words(unusual, f"en/{INDEX}/2025/unit/{page}")
    assert "<b>B</b>" not in (unusual / f"en/{INDEX}/2025/index.html").read_text(encoding="utf-8")


def test_what_is_said_of_gaps_of_units_left_out_and_of_the_plan_is_so(unusual: Path, site: Path) -> None:
    said = words(unusual, f"en/{INDEX}/2025/plan")
    assert "3 units × 4 indicators: 12 figures. 1 of them is missing." in said
    # C lacks nothing: its name stands in the plan.
    assert "Left out by the step that screens units: C." in said
    assert "Plan another one than that of the framework" in said
    assert "Plan that of the framework" in words(site, f"en/{INDEX}/plan")
    assert "missing." not in words(site, f"en/{INDEX}/plan")
