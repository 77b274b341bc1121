"""Pages on how sure ranks are by other choices: intervals beside ranks, who cannot be told apart, whose
computation it is, how to make it again.

Which ranks there are is worked out by hand in `tests.publication.robust_run`; how often, by the tables that
“chiso robustness” wrote with NumPy.
"""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chiso.portal.building import build_site
from chiso.portal.checking import check_site
from chiso.portal.collecting import collect_site
from chiso.portal.robustness import Robustness
from chiso.portal.robustness_words import share_in_words
from chiso.portal.theme import Theme
from chiso.publication import build_bundle
from chiso.survey import libraries
from tests.portal.browsing import BROWSERS
from tests.portal.building_sites import contents_of
from tests.portal.looking import faults_of_pages
from tests.portal.robust_site import build_robust, robust_bundle
from tests.portal.small_site import build
from tests.portal.validating import faults_of
from tests.publication.estimated_run import score_estimated, write_estimated_run
from tests.publication.robust_run import LEFT_OUT, RUNS, WITH_ERRORS, robust, runs_without

if TYPE_CHECKING:
    from playwright.sync_api import Browser

INDEX = "three-criteria/2020"
PAGE = f"index/{INDEX}/robustness/one-less"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_robust(tmp_path_factory.mktemp("robust"))


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """How many runs went without each criterion."""
    return dict(runs_without(robust(tmp_path_factory.mktemp("counted"))))


def words(site: Path, address: str) -> str:
    """What a page says, without its markup."""
    page = (site / address / "index.html").read_text(encoding="utf-8")
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_page_says_whose_computation_it_is_and_what_was_varied(site: Path) -> None:
    said = words(site, f"en/{PAGE}")
    assert "It is not a figure of the author of the index." in said
    assert "Criteria: in 100 % of the runs one is left out, each alike likely." in said
    assert "Weights: those of the index, in every run." in said
    assert "assumed" not in said
    assert "Đây không phải là số liệu của tác giả chỉ số." in words(site, f"chi-so/{INDEX}/do-vung/one-less")


def test_the_page_has_ranks_intervals_and_shares_of_every_unit(site: Path, without: dict[str, int]) -> None:
    """Level ½: a rank is within where less than a quarter of the runs lies on either side beyond it."""
    n1, n2, n3 = (without[code] for code in "123")
    quarter = RUNS / 4
    assert min(n1, n2, n3) > quarter, "each third is more than a quarter, so that the ends are those by hand"
    said = words(site, f"en/{PAGE}")

    def share(count: int) -> str:
        return share_in_words(Fraction(count, RUNS), "en").replace("\u00a0", " ")

    always, never = "100.0 %", "0.0 %"
    # rank, interval, median, first, among the first 2, moved by more than 1, not told apart from
    assert f"Hồng Hà 1 1–2 2 {share(n3)} {always} {never} 2" in said
    assert f"Phúc Xá 2 1–3 2 {share(n2)} {share(n2 + n3)} {never} 2" in said
    assert f"Đồng Tâm 3 1–3 3 {share(n1)} {share(n1)} {share(n1)} 2" in said


def test_units_are_told_apart_where_one_is_above_often_enough(site: Path) -> None:
    """At the level ½ that takes three quarters of the runs; two thirds are what each pair has."""
    said = words(site, f"en/{PAGE}")
    assert "Of 3 pairs of units 0 are told apart, 3 are not." in said
    assert "one stands above the other in at least 75 % of the runs" in said
    assert "It cannot be told apart from 2 other units." in said
    assert "Cannot be told apart from it: 2 Phúc Xá; Đồng Tâm" in said


def test_the_histogram_is_a_picture_with_its_table(site: Path, without: dict[str, int]) -> None:
    page = (site / "en" / PAGE / "index.html").read_text(encoding="utf-8")
    assert 'role="img" aria-label="How often Hồng Hà had each rank, from 1 to 2; most often 2"' in page
    n3 = without["3"]
    assert f"Rank Runs Share 1 {n3:,}" in words(site, f"en/{PAGE}")
    table = (site / "chi-so" / INDEX / "do-vung/one-less/histogram.csv").read_text(encoding="utf-8")
    assert f"001,,1,{n3}\n" in table


def test_the_page_says_how_to_make_the_runs_again(site: Path) -> None:
    said = words(site, f"en/{PAGE}")
    assert re.search(r"chiso verify three-criteria-2020-1-[0-9a-f]+\.zip", said)
    assert "Runs 3,000 Seed 7 Stream of numbers pcg64-32/1 Scores exact" in said
    assert '"leave_out": { "chance": "1", "kind": "one@1" }' in said
    assert "the runs were made again, and every count was this one" in said


def test_an_assumption_stands_on_the_face_of_every_page_with_its_figures(site: Path, tmp_path: Path) -> None:
    assumed = "Standard errors are assumed, not measured: an assumption."
    assert assumed in words(site, f"en/index/{INDEX}/robustness/with-errors")
    assert assumed in words(site, f"en/index/{INDEX}")
    giả_định = "Sai số chuẩn là giả định, không phải đo được: một giả định."
    assert giả_định in words(site, f"chi-so/{INDEX}/do-vung/with-errors")
    bundle, public = robust_bundle(tmp_path, ("errors", WITH_ERRORS))
    build_site([bundle], tmp_path / "site", theme=Theme(), trusted=[public])
    assert assumed in words(tmp_path / "site", f"en/unit/u1/{INDEX}")


def test_the_interval_stands_beside_the_rank_of_the_ranking(site: Path) -> None:
    said = words(site, f"en/index/{INDEX}")
    assert "1 1–2 Hồng Hà 21.75" in said
    assert "3 1–3 Đồng Tâm 17.75" in said
    assert "Behind the rank: the ranks of 50 % of 3,000 runs with criteria left out." in said
    assert "No interval of ranks" not in said
    assert "With criteria left out : In at least 50 % of the runs Hồng Hà has a rank from 1 to 2 of 3" in said


def test_a_unit_says_how_sure_its_rank_is(site: Path) -> None:
    said = words(site, f"don-vi/u1/{INDEX}")
    assert (
        "Trong ít nhất 50 % số lượt tính, Hồng Hà có hạng từ 1 đến 2 trên 3; theo công bố là hạng 1." in said
    )
    assert "Không phân biệt được với 2 đơn vị khác." in said
    assert "Không có khoảng" not in said


def test_what_the_portal_works_out_is_what_the_command_writes(tmp_path: Path) -> None:
    """Median, interval and shares from whole numbers here, from arrays of NumPy there."""
    bundle, public = robust_bundle(tmp_path, ("one-less", LEFT_OUT), ("with-errors", WITH_ERRORS))
    collected = collect_site([bundle], trusted=[public])
    results = collected.series["three-criteria"].latest.robustness
    assert [kept.name for kept in results] == ["one-less", "with-errors"]
    for kept in results:
        with (tmp_path / kept.name / "ranks.csv").open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table):
                names = [name for name in row if name.startswith("p_") and not name.endswith("_error")]
                ranks = [row[name] for name in ("rank", "median", "low", "high")]
                assert _line(kept, row["unit"]) == [*ranks, *(float(row[name]) for name in names)]


def _line(kept: Robustness, code: str) -> list[object]:
    unit = kept.units[f"u{int(code)}"]
    shares = [unit.first, *(share for _, share in unit.top), *(share for _, share in unit.moves)]
    whole = [str(number) for number in (unit.rank, unit.median, unit.low, unit.high)]
    return [*whole, *map(float, shares)]


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (Fraction(0), "0,0\u00a0%"),
        (Fraction(1, 100_000), "< 0,1\u00a0%"),
        (Fraction(1, 2000), "0,1\u00a0%"),
        (Fraction(1, 3), "33,3\u00a0%"),
        (Fraction(99_999, 100_000), "> 99,9\u00a0%"),
        (Fraction(1), "100,0\u00a0%"),
    ],
)
def test_what_is_not_nothing_is_not_written_as_nothing(share: Fraction, written: str) -> None:
    assert share_in_words(share, "vi") == written


def test_where_the_libraries_are_missing_the_page_says_that_nothing_was_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, public = robust_bundle(tmp_path, ("one-less", LEFT_OUT))
    monkeypatch.setattr(libraries, "find_spec", lambda name: None)
    build_site([bundle], tmp_path / "site", theme=Theme(), trusted=[public])
    assert "the runs were NOT made again" in words(tmp_path / "site", f"en/{PAGE}")


def test_a_site_without_results_has_no_word_of_them(tmp_path: Path) -> None:
    pages = contents_of(build(tmp_path))
    assert not [name for name in pages if "do-vung" in name or "robustness" in name]
    assert not [name for name, page in pages.items() if b"Computed by the publisher" in page]


def test_no_link_of_the_site_is_dead_and_no_page_is_heavy(site: Path) -> None:
    assert list(check_site(site).problems) == []


def test_a_build_after_a_change_of_a_result_is_the_one_from_nothing(tmp_path: Path) -> None:
    """Points and ranks stay; another seed, then no result at all, then one again."""
    before, public = robust_bundle(tmp_path, ("one-less", LEFT_OUT))
    site = tmp_path / "site"
    build_site([before], site, theme=Theme(), trusted=[public])
    for number, given in enumerate(
        [("one-less", LEFT_OUT.replace("'0.5'", "'0.9'")), ("renamed", LEFT_OUT), ("one-less", WITH_ERRORS)]
    ):
        again = tmp_path / f"again-{number}"
        again.mkdir()
        changed, key = robust_bundle(again, given)
        shutil.copy(changed, before)
        build_site([before], site, theme=Theme(), trusted=[key])
        build_site([changed], again / "site", theme=Theme(), trusted=[key])
        one, other = contents_of(site), contents_of(again / "site")
        assert sorted(one) == sorted(other)
        assert [name for name in one if one[name] != other[name]] == []


ADDRESSES = (
    f"chi-so/{INDEX}", f"en/{PAGE}", f"chi-so/{INDEX}/do-vung/with-errors", f"don-vi/u1/{INDEX}",
)  # fmt: skip


@pytest.mark.needs(*BROWSERS)
@pytest.mark.xdist_group("portal in a browser")
def test_axe_finds_nothing_on_pages_with_results(site: Path, started: Browser) -> None:
    assert faults_of_pages(started, site, ADDRESSES) == []


@pytest.mark.needs("java")
@pytest.mark.xdist_group("portal in a browser")
def test_pages_with_results_are_valid(site: Path) -> None:
    assert faults_of([site / address / "index.html" for address in ADDRESSES]) == []


def test_the_record_in_the_bundle_is_what_the_page_shows(site: Path) -> None:
    page = (site / "en" / PAGE / "index.html").read_text(encoding="utf-8")
    shown = html.unescape(page.split('aria-label="The specification">')[1].split("</pre>")[0])
    assert json.loads(shown)["told"] == {"level": "0.5", "top": [2], "moves": [1], "above": []}


def test_ranks_by_errors_of_a_survey_stand_beside_those_by_other_choices(tmp_path: Path) -> None:
    """001 and 004 lie within their errors, 002 far behind; no weights change the order."""
    run = write_estimated_run(tmp_path / "run", score_estimated())
    result = robust(tmp_path, "weights: {kind: uniform@1}\n", "weights", run=run)
    build_bundle(runs=[run], robustness=[result], out=tmp_path / "sure.zip", status="final")
    build_site([tmp_path / "sure.zip"], tmp_path / "site", theme=Theme())
    (address,) = (tmp_path / "site" / "en").glob("index/*/*/robustness/weights")
    said = words(tmp_path / "site", address.relative_to(tmp_path / "site").as_posix())
    assert "Ranks of 90 % of the runs Ranks that the errors of the survey allow Median" in said
    # Unit, rank, ranks of the runs, ranks by errors, median.
    for line in ("Hồng Hà 1 1 1–2 1", "Yên Phụ 2 2 1–2 2", "Phúc Xá 3 3 3 3"):
        assert line in said
