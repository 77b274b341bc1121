"""Pages of an index that rests on a survey: intervals, what is not told and why, who cannot be told apart.

The figures are those of `tests.publication.estimated_run`, worked out by hand there.
"""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chiso.portal.building import build_site
from chiso.portal.checking import check_site
from chiso.portal.editions import keep_run
from chiso.portal.shelves import Shelf
from chiso.portal.theme import Theme
from chiso.scoring.estimates import Estimates
from tests.portal.browsing import BROWSERS
from tests.portal.building_sites import contents_of
from tests.portal.certain_site import build_certain, certain_bundle
from tests.portal.looking import faults_of_pages
from tests.portal.small_site import build
from tests.portal.validating import faults_of
from tests.publication.estimated_run import WHY, estimate_rows, score_estimated

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_certain(tmp_path_factory.mktemp("certain"))


def words(site: Path, address: str) -> str:
    """What a page says, without its markup."""
    page = (site / address / "index.html").read_text(encoding="utf-8")
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def rows_of(table: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


def test_the_ranking_has_intervals_and_the_ranks_that_are_open(site: Path) -> None:
    said = words(site, "en/index/two-parts/2026")
    assert "1 1–2 Hồng Hà 84.00 76.00–90.40" in said
    assert "2 1–2 Yên Phụ 82.00 74.00–88.60" in said
    # A rank that the errors leave no other is said once, and in words.
    assert "3 certain Phúc Xá 54.00 44.00–63.60" in said
    assert "“certain” where they leave no other" in said
    assert "No interval of ranks" not in said
    assert "Who is first cannot be said: Hồng Hà cannot be told apart from 1 other unit." in said
    assert "Of 3 pairs of units 2 are told apart, 1 are not." in said


def test_the_ranking_says_why_a_unit_has_no_rank(site: Path) -> None:
    assert "Đồng Tâm : Not published: A (fewer than 30 respondents)." in words(
        site, "en/index/two-parts/2026"
    )
    assert f"Đồng Tâm : Không công bố: A ({WHY})." in words(site, "chi-so/two-parts/2026")


def test_what_cannot_be_told_apart_is_said_in_words(site: Path) -> None:
    assert (
        "Không phân biệt được với 1 đơn vị khác: xét sai số chọn mẫu, thứ hạng nằm trong 1–2 của 3."
        in words(site, "don-vi/u1/two-parts/2026")
    )
    assert "Told apart from every other unit, sampling errors considered." in words(
        site, "en/unit/u2/two-parts/2026"
    )


def test_a_year_of_a_unit_shows_what_people_were_asked(site: Path) -> None:
    said = words(site, "en/unit/u1/two-parts/2026")
    assert "Interval: 76.00–90.40 (95 %)." in said
    assert "A. Part A 90.0 % 85.0–94.0 % 200" in said
    hidden = words(site, "en/unit/u3/two-parts/2026")
    assert "A. Part A not published – fewer than 30 respondents" in hidden
    assert "No interval" not in said


def test_a_criterion_shows_every_unit_with_its_interval_and_its_people(site: Path) -> None:
    said = words(site, "en/index/two-parts/component/A")
    assert "Hồng Hà 36.00 34.00–37.60 90.0 % 85.0–94.0 % 200" in said
    assert "Đồng Tâm – not published – fewer than 30 respondents" in said


def test_a_page_says_how_sure_the_figures_are_and_by_which_rules(site: Path) -> None:
    said = words(site, "en/index/two-parts/2026/certainty")
    assert "8 figures rest on what people answered; 1 of them are not published." in said
    assert "How people were chosen probability sample" in said
    assert "How the errors were made the bootstrap" in said
    assert "fewer than 30 respondents 1" in said
    assert "suppressed: fewer than 30 respondents" in said
    assert "mẫu xác suất" in words(site, "chi-so/two-parts/2026/do-chac-chan")


def test_tables_for_download_hold_estimates_and_intervals(site: Path) -> None:
    folder = site / "du-lieu" / "two-parts-2026" / "1"
    rows = rows_of(folder / "estimates.csv")
    assert [row["reason"] for row in rows if row["flag"] == "suppressed"] == [WHY]
    intervals = json.loads((folder / "intervals.json").read_text(encoding="utf-8"))["rows"]
    told = [intervals[0][key] for key in ("unit", "code", "points_low", "points_high")]
    assert told == ["001", "total", 76, 90.4]
    unit = rows_of(site / "don-vi" / "u3" / "u3.csv")
    assert [(row["code"], row["n"], row["reason"]) for row in unit if row["code"] != "total"] == [
        ("A", "", WHY),
        ("B", "200", ""),
    ]


def test_no_link_of_the_site_is_dead_and_no_page_is_heavy(site: Path) -> None:
    assert list(check_site(site).problems) == []


ADDRESSES = (
    "chi-so/two-parts/2026", "en/index/two-parts/2026/certainty", "chi-so/two-parts/2026/do-chac-chan",
    "en/index/two-parts/component/A", "don-vi/u3/two-parts/2026", "en/unit/u1/two-parts/2026", "don-vi/u1",
)  # fmt: skip


@pytest.mark.needs(*BROWSERS)
@pytest.mark.xdist_group("portal in a browser")
def test_axe_finds_nothing_on_pages_with_intervals(site: Path, started: Browser) -> None:
    assert faults_of_pages(started, site, ADDRESSES) == []


@pytest.mark.needs("java")
@pytest.mark.xdist_group("portal in a browser")
def test_pages_with_intervals_are_valid(site: Path) -> None:
    assert faults_of([site / address / "index.html" for address in ADDRESSES]) == []


def test_a_sample_without_errors_has_neither_intervals_nor_ranges(tmp_path: Path) -> None:
    site = build_certain(tmp_path, estimates=estimate_rows("quota"))
    said = words(site, "en/index/two-parts/2026")
    assert "No interval of ranks" in said
    assert "Which ranks can be told apart cannot be said: errors are lacking." in said
    assert "quota sample, without errors" in words(site, "en/index/two-parts/2026/certainty")
    unit = words(site, "en/unit/u1/two-parts/2026")
    assert "90.0 %" in unit
    assert "Behind a figure stands its interval" not in unit
    sure = words(site, "en/index/two-parts/2026/certainty")
    assert "How errors become intervals" not in sure
    assert "Level of the intervals" not in sure


def test_where_everybody_was_asked_nobody_was_chosen_by_chance(tmp_path: Path) -> None:
    said = words(build_certain(tmp_path, estimates=estimate_rows("census")), "en/index/two-parts/2026")
    assert "stand answers of people (everybody was asked). What follows holds for all 3 ranked" in said
    assert "chosen by chance" not in said


def test_a_site_without_estimates_has_no_word_of_them(tmp_path: Path) -> None:
    pages = contents_of(build(tmp_path))
    assert not [name for name in pages if "do-chac-chan" in name or "estimates" in name]
    assert not [name for name, page in pages.items() if b'class="span' in page and name.endswith(".html")]


def test_a_league_of_which_nobody_was_asked_says_nothing_of_it() -> None:
    scored = score_estimated()
    assert scored.estimates is not None
    elsewhere = Estimates(tuple(row._replace(uid="elsewhere") for row in scored.estimates.rows))
    kept = keep_run("", replace(scored, estimates=elsewhere), Shelf(100_000))
    assert kept.certainty == (None,)
    assert keep_run("", scored, Shelf(100_000)).certainty != (None,)


@pytest.mark.parametrize(
    ("old", "new"),
    [("0.5,0.02,50,200", "0.5,0.02,50,199"), (",0.02,50,", ",0.02,2,")],
)
def test_a_build_after_a_change_of_errors_is_the_one_from_nothing(tmp_path: Path, old: str, new: str) -> None:
    """Points and ranks stay; only how sure they are is another."""
    before, public = certain_bundle(tmp_path)
    site = tmp_path / "site"
    build_site([before], site, theme=Theme(), trusted=[public])
    again = tmp_path / "again"
    again.mkdir()
    rows = [row.replace(old, new) for row in estimate_rows()]
    changed, key = certain_bundle(again, estimates=rows)
    shutil.copy(changed, before)
    build_site([before], site, theme=Theme(), trusted=[key])
    build_site([changed], again / "site", theme=Theme(), trusted=[key])
    one, other = contents_of(site), contents_of(again / "site")
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []
