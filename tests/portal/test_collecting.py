from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from chiso.language import listing, text
from chiso.portal.collecting import collect_site
from chiso.portal.unit_words import computed_by
from chiso.problems import BadInput, WrongCall
from chiso.publication import build_bundle
from tests.portal.building_sites import CORRECTION, Given, two_years
from tests.publication.publishing import (
    RUN,
    answer_rows,
    change_cell,
    make_key,
    members_of,
    seal_again,
    write_members,
    write_small_run,
)


@pytest.fixture
def given(tmp_path: Path) -> Given:
    return two_years(tmp_path)


def test_the_figures_of_a_bundle_are_those_that_were_worked_out_by_hand(given: Given) -> None:
    site = collect_site(given.bundles, trusted=[given.public])
    (series,) = site.series.values()
    assert [edition.slug for edition in series.editions] == ["2020", "2021"]
    ranking = [(row.unit.name, row.score, row.rank) for row in series.latest.ranked]
    assert ranking == [
        ("Hồng Hà", Fraction("21.75"), 1),
        ("Phúc Xá", Fraction("20.75"), 2),
        ("Đồng Tâm", Fraction("17.75"), 3),
    ]
    assert series.breaks == ()
    assert [publication.day.year for publication in site.publications if publication.day] == [2022, 2022]
    assert all(publication.is_trusted for publication in site.publications)


def test_units_stand_in_vietnamese_order(given: Given) -> None:
    site = collect_site(given.bundles)
    assert [unit.name for unit in site.units.values()] == ["Đồng Tâm", "Hồng Hà", "Phúc Xá"]


def test_the_order_of_the_bundles_changes_nothing(given: Given) -> None:
    one = collect_site(given.bundles)
    other = collect_site(tuple(reversed(given.bundles)))
    assert [p.slug for p in one.publications] == [p.slug for p in other.publications]
    assert list(one.units) == list(other.units)


def test_a_bundle_given_twice_counts_once(given: Given) -> None:
    site = collect_site((*given.bundles, given.bundles[0]))
    assert len(site.publications) == 2


def test_a_bundle_in_which_a_figure_differs_is_refused_by_name(given: Given) -> None:
    members = members_of(given.bundles[0])
    name = f"{RUN}/scores.csv"
    changed = {**members, name: change_cell(members[name], row=2, column="points", value="9.99")}
    write_members(given.bundles[0], changed, mend=True)
    seal_again(given.bundles[0], given.private)
    with pytest.raises(BadInput) as refused:
        collect_site(given.bundles, trusted=[given.public])
    assert [problem.code for problem in refused.value.problems] == ["CH-6001"]
    assert "bundle-2020.zip" in refused.value.problems[0].where.file
    assert str(refused.value.problems[0].found).startswith("CH-4025 bundle-2020.zip")


def test_a_corrected_publication_is_listed_and_its_figures_are_not_shown(given: Given) -> None:
    later = given.correct()
    site = collect_site((*given.bundles, later), trusted=[given.public])
    standing = {p.bundle_name: p.standing for p in site.publications}
    assert standing == {
        "bundle-2020.zip": "stands",
        "bundle-2021.zip": "superseded",
        "later-1-corrected.zip": "stands",
    }
    (series,) = site.series.values()
    assert series.latest.publication.bundle_name == "later-1-corrected.zip"
    assert series.latest.publication.reason == CORRECTION


def test_a_withdrawn_publication_takes_its_year_out_of_the_series(given: Given) -> None:
    site = collect_site((*given.bundles, given.correct(status="withdrawn")), trusted=[given.public])
    (series,) = site.series.values()
    assert [edition.slug for edition in series.editions] == ["2020"]
    assert sorted(p.standing for p in site.publications) == ["stands", "withdrawn", "withdrawn"]


def test_a_correction_by_a_foreign_key_does_not_replace_anything(given: Given, tmp_path: Path) -> None:
    stranger, _ = make_key(tmp_path, "stranger")
    with pytest.raises(BadInput) as refused:
        collect_site((*given.bundles, given.correct(key=stranger)), trusted=[given.public])
    assert [problem.code for problem in refused.value.problems] == ["CH-6003"]


def test_a_bundle_without_a_trusted_seal_is_shown_as_such(given: Given) -> None:
    site = collect_site(given.bundles)
    assert [publication.is_trusted for publication in site.publications] == [False, False]


def test_no_bundle_is_no_site() -> None:
    with pytest.raises(WrongCall) as refused:
        collect_site([])
    assert refused.value.problems[0].code == "CH-6002"


def test_answers_at_second_hand_are_known_by_their_notes(tmp_path: Path) -> None:
    rows = [f"{row}second-hand: example.org/copy; from a print" for row in answer_rows()]
    build_bundle(runs=[write_small_run(tmp_path / "run", answers=rows)], out=tmp_path / "copy.zip")
    (series,) = collect_site([tmp_path / "copy.zip"]).series.values()
    assert series.latest.second_hand == ("example.org/copy",)
    assert computed_by(series.latest) == text(
        "second-hand figures, by way of {sources}", sources=listing(("example.org/copy",))
    )


def test_answers_without_such_a_note_are_at_first_hand(given: Given) -> None:
    (series,) = collect_site(given.bundles).series.values()
    assert all(edition.second_hand == () for edition in series.editions)
