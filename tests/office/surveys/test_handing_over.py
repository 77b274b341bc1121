"""Estimates into points: what would change is shown, all criteria change or none, all of it can be undone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django_scopes import scope, scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer, Sheet
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.publishing.making import scored_for_publication
from chiso.office.campaigns.results.layered import layered_results
from chiso.office.campaigns.scoring import result_of
from chiso.office.campaigns.sheets.services import Overtaken
from chiso.office.errors import Conflict, Incomplete, NoRight, NotNow
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.scoping import reach_of
from chiso.office.surveys.handing_over.feeding import Feed
from chiso.office.surveys.handing_over.previewing import HandingPreview, conflicts_of
from chiso.office.surveys.handing_over.services import (
    preview_round,
    standing_leaves,
    withdraw_handing_over,
)
from chiso.office.surveys.models import HandedLeaf, HandingOver, RoundVersion
from chiso.office.surveys.services import bring_version
from chiso.publication import build_bundle, verify
from chiso.scoring.run import write_run
from chiso.survey.estimates import Estimate
from tests.office.campaigns.appraising.stage import say
from tests.office.campaigns.making import Running, running
from tests.office.surveys.making import (
    FEED,
    LEAF,
    ROWS,
    brought,
    campaign,
    estimate,
    handed,
    suppressed,
    taken_in,
    without_errors,
)

pytestmark = pytest.mark.django_db
BA_DINH, HOAN_KIEM = "quan-ba-dinh", "quan-hoan-kiem"


@pytest.fixture
def made() -> Running:
    return campaign()


def rounds(made: Running, rows: tuple[Estimate, ...] = ROWS, **more: Any) -> RoundVersion:
    return taken_in(made.people["statistician"], rows, **more)


def seen_by(made: Running, version: RoundVersion, *feeds: Feed) -> HandingPreview:
    person = made.people["coordinator"]
    with scope(agency=reach_of(person)):
        return preview_round(actor=person, version=version, campaign=made.campaign, feeds=feeds or (FEED,))


def withdraw(
    made: Running, handing: HandingOver, *, reason: str = "Sai trọng số", expected: int = 1
) -> HandingOver:
    person = made.people["coordinator"]
    with scope(agency=reach_of(person)):
        return withdraw_handing_over(
            actor=person, handing_over=handing, reason=reason, expected_version=expected
        )


def points(made: Running, node: str = LEAF) -> dict[str, Fraction | None]:
    result = result_of(made.participants)
    return {uid: result.node(uid, node).points for uid in (BA_DINH, HOAN_KIEM)}


def answers(made: Running, node: str = LEAF) -> dict[str, Answer]:
    with scopes_disabled():
        rows = Answer.objects.select_related("unit", "sheet").filter(campaign=made.campaign, node=node)
        return {row.unit.uid: row for row in rows}


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_estimates_become_figures_and_points(made: Running) -> None:
    version = rounds(made)
    handing = handed(made, version)
    # Six points at a share of 1, two decimals, halves up: 6 × 0.84 and 6 × 0.79.
    assert points(made) == {BA_DINH: Fraction("5.04"), HOAN_KIEM: Fraction("4.74")}
    kept = answers(made)
    assert {uid: (one.origin, one.status, one.rows) for uid, one in kept.items()} == {
        BA_DINH: ("survey", "given", [["satisfied", "", "0.84", "", "", ""]]),
        HOAN_KIEM: ("survey", "given", [["satisfied", "", "0.79", "", "", ""]]),
    }
    # What makes a figure unreliable stands beside it.
    assert {uid: one.note for uid, one in kept.items()} == {BA_DINH: "", HOAN_KIEM: "ít người trả lời"}
    leaf = HandedLeaf.objects.get(handing_over=handing)
    assert (leaf.node, leaf.sheet.number, leaf.sheet.basis) == (LEAF, 1, "probability")
    assert leaf.sheet.errors[BA_DINH] == {"se": "0.01", "ci_low": "0.82", "ci_high": "0.86", "n": "400"}
    assert version.estimates_sha256[:12] in leaf.sheet.source
    entry = Entry.objects.get(verb="round_handed_over")
    assert entry.facts["feeds"] == [[LEAF, "satisfied", "index", "1"]]
    assert entry.chain.name == f"campaign/{made.campaign.pk}"
    assert verify_ledger().is_whole


def test_what_would_change_is_shown_with_points_before_and_after(made: Running) -> None:
    say(made, made.ba_dinh, Given((InputRow("satisfied", value="0.5"),)), node=LEAF)
    version = rounds(made)
    (leaf,) = seen_by(made, version).leaves
    shown = {row.unit.uid: (row.before, row.after, row.is_changed) for row in leaf.rows}
    assert shown == {
        BA_DINH: (Fraction(3), Fraction("5.04"), True),
        HOAN_KIEM: (None, Fraction("4.74"), True),
    }
    # What an agency has said itself would give way; that is told.
    assert leaf.own == ("Quận Ba Đình",)
    assert len(conflicts_of(leaf)) == 1
    assert (leaf.number, leaf.standing) == (0, None)
    assert not Sheet.objects.exists()
    assert answers(made)[BA_DINH].rows[0][2] == "0.5"


def test_a_suppressed_estimate_is_missing_with_its_reason_and_gives_no_points(made: Running) -> None:
    version = rounds(made, (estimate(BA_DINH, 0.84), suppressed(HOAN_KIEM)))
    (leaf,) = seen_by(made, version).leaves
    assert [(unit.uid, reason) for unit, reason in leaf.fed.without] == [(HOAN_KIEM, "dưới 30 người trả lời")]
    handed(made, version)
    assert points(made) == {BA_DINH: Fraction("5.04"), HOAN_KIEM: None}
    kept = answers(made)[HOAN_KIEM]
    assert (kept.status, kept.rows, kept.note) == ("missing", [], "dưới 30 người trả lời")


def test_domains_that_are_no_units_are_told_and_left_out(made: Running) -> None:
    version = rounds(made, (*ROWS, estimate("quan", 0.8)))
    assert seen_by(made, version).left_out == ("", "quan")


def test_the_whole_feeds_a_campaign_that_measures_one_unit(made: Running) -> None:
    made.campaign.assignments.filter(unit=made.hoan_kiem).delete()
    handed(made, rounds(made, (estimate("", 0.5), estimate("khong-co", 0.9))))
    assert {uid: one.rows[0][2] for uid, one in answers(made).items()} == {BA_DINH: "0.5"}


def test_an_agency_cannot_enter_what_a_survey_feeds(made: Running) -> None:
    handed(made, rounds(made))
    person = made.people["officer"]
    with scope(agency=reach_of(person)), pytest.raises(Incomplete) as refused:
        save_answer(
            actor=person, campaign=made.campaign, unit=made.ba_dinh, node=LEAF,
            given=Given((InputRow("satisfied", value="1"),)), expected_version=1,
        )  # fmt: skip
    assert codes(refused) == ["CH-7815"]


def test_all_criteria_are_handed_over_or_none(made: Running) -> None:
    rows = (*ROWS, *(estimate(uid, 1.2, code="II") for uid in (BA_DINH, HOAN_KIEM)))
    version = rounds(made, rows)
    feeds = (FEED, Feed("8.2", "satisfied", "II"), Feed("8.3", "satisfied", "III"), Feed("99", "x", "index"))
    with pytest.raises(Incomplete) as refused:
        handed(made, version, *feeds)
    # A share above 1 is named by the line of the table that was made for it.
    assert codes(refused) == ["CH-7935", "CH-7934", "CH-1127", "CH-1127"]
    with scopes_disabled():
        assert not Answer.objects.exists()
    assert not Sheet.objects.exists()
    assert not HandingOver.objects.exists()


@pytest.mark.parametrize(
    ("rows", "feeds", "expected"),
    [
        (ROWS, [Feed("1.1", "x", "index")], ["CH-7934"]),
        ((estimate("huyen-khac", 0.8),), [FEED], ["CH-7937"]),
        ((*ROWS, estimate("Quận Ba Đình", 0.8)), [FEED], ["CH-7936"]),
    ],
)
def test_what_cannot_be_fed_is_refused(
    made: Running, rows: tuple[Estimate, ...], feeds: list[Feed], expected: list[str]
) -> None:
    with pytest.raises(Incomplete) as refused:
        handed(made, rounds(made, rows), *feeds)
    assert codes(refused) == expected


def test_nothing_chosen_is_nothing_handed_over(made: Running) -> None:
    person, version = made.people["coordinator"], rounds(made)
    with pytest.raises(Incomplete) as refused:
        preview_round(actor=person, version=version, campaign=made.campaign, feeds=())
    assert codes(refused) == ["CH-7933"]


def test_a_basis_without_errors_is_confirmed_and_no_error_is_handed_over(made: Running) -> None:
    version = rounds(made, tuple(without_errors(row) for row in ROWS))
    with pytest.raises(Incomplete) as refused:
        handed(made, version)
    assert codes(refused) == ["CH-7939"]
    handing = handed(made, version, confirms=True)
    sheet = HandedLeaf.objects.get(handing_over=handing).sheet
    assert (sheet.basis, sheet.errors[BA_DINH]) == ("open", {"n": "400"})


def test_made_up_figures_go_into_no_campaign_of_real_ones(made: Running) -> None:
    version = rounds(made, is_made_up=True)
    made.campaign.is_sample = False
    made.campaign.save()
    with pytest.raises(Incomplete) as refused:
        handed(made, version)
    assert codes(refused) == ["CH-7940"]


def test_only_the_latest_version_is_handed_over_and_it_replaces_the_earlier(made: Running) -> None:
    first = rounds(made)
    before = handed(made, first)
    later = bring_version(
        actor=made.people["statistician"], survey_round=first.round, expected_version=1,
        brought=brought((estimate(BA_DINH, 0.9), ROWS[2])),
    )  # fmt: skip
    with pytest.raises(Incomplete) as refused:
        handed(made, first, seen={LEAF: 1})
    assert codes(refused) == ["CH-7938"]
    (leaf,) = seen_by(made, later).leaves
    assert [(row.unit.uid, row.is_changed) for row in leaf.rows] == [(BA_DINH, True), (HOAN_KIEM, False)]
    assert leaf.standing is not None
    handed(made, later, seen={LEAF: 1})
    assert points(made)[BA_DINH] == Fraction("5.4")
    assert standing_leaves(before) == []
    assert [one.number for one in Sheet.objects.filter(campaign=made.campaign)] == [2, 1]


def test_another_reason_beside_the_same_figure_is_taken_over(made: Running) -> None:
    first = rounds(made)
    handed(made, first)
    rows = (ROWS[1], replace(ROWS[2], reason="chỉ 40 người trả lời"))
    later = bring_version(
        actor=made.people["statistician"], survey_round=first.round, brought=brought(rows), expected_version=1
    )
    handed(made, later, seen={LEAF: 1})
    kept = answers(made)
    assert {uid: (one.note, one.version) for uid, one in kept.items()} == {
        BA_DINH: ("", 1), HOAN_KIEM: ("chỉ 40 người trả lời", 2),
    }  # fmt: skip


def test_who_saw_an_older_version_of_the_figures_is_told(made: Running) -> None:
    version = rounds(made)
    handed(made, version)
    with pytest.raises(Overtaken) as refused:
        handed(made, version)
    assert codes(refused) == ["CH-7863"]
    assert HandingOver.objects.count() == 1


def test_what_is_withdrawn_gives_way_to_what_stood_before(made: Running) -> None:
    say(made, made.ba_dinh, Given((InputRow("satisfied", value="0.5"),), note="Theo sổ góp ý"), node=LEAF)
    handing = handed(made, rounds(made))
    withdrawn = withdraw(made, handing)
    assert withdrawn.withdrawn_for == "Sai trọng số"
    kept = answers(made)
    # What the agency had said is its own again, word by word; the other has nothing and may enter it.
    assert (kept[BA_DINH].origin, kept[BA_DINH].sheet, kept[BA_DINH].note) == (
        "agency",
        None,
        "Theo sổ góp ý",
    )
    assert (kept[HOAN_KIEM].origin, kept[HOAN_KIEM].status, kept[HOAN_KIEM].lacking) == (
        "agency", "missing", 1,
    )  # fmt: skip
    assert points(made) == {BA_DINH: Fraction(3), HOAN_KIEM: None}
    person = made.people["officer_2"]
    with scope(agency=reach_of(person)):
        save_answer(
            actor=person, campaign=made.campaign, unit=made.hoan_kiem, node=LEAF,
            given=Given((InputRow("satisfied", value="1"),)), expected_version=kept[HOAN_KIEM].version,
        )  # fmt: skip
    assert Entry.objects.get(verb="sheet_withdrawn").facts["changed"] == 2
    assert verify_ledger().is_whole


def test_withdrawing_twice_goes_back_past_what_was_withdrawn(made: Running) -> None:
    first = rounds(made)
    before = handed(made, first)
    later = bring_version(
        actor=made.people["statistician"], survey_round=first.round, expected_version=1,
        brought=brought((estimate(BA_DINH, 0.9), estimate(HOAN_KIEM, 0.9))),
    )  # fmt: skip
    withdraw(made, handed(made, later, seen={LEAF: 1}))
    assert points(made) == {BA_DINH: Fraction("5.04"), HOAN_KIEM: Fraction("4.74")}
    assert [leaf.node for leaf in standing_leaves(before)] == [LEAF]
    withdraw(made, before)
    assert points(made) == {BA_DINH: None, HOAN_KIEM: None}


def test_what_somebody_wrote_since_stays(made: Running) -> None:
    first, other = rounds(made), rounds(made, name="Điều tra khác")
    handing = handed(made, first, FEED, Feed("8.2", "satisfied", "index"))
    handed(made, other, FEED, seen={LEAF: 1})
    withdraw(made, handing)
    assert points(made)[BA_DINH] == Fraction("5.04")
    assert points(made, "8.2")[BA_DINH] is None
    with pytest.raises(Incomplete) as refused:
        withdraw(made, handing, expected=2)
    assert codes(refused) == ["CH-7941"]


def test_what_is_withdrawn_counts_no_more_where_nobody_answers_for_it_meanwhile(made: Running) -> None:
    handing = handed(made, rounds(made))
    assignment = made.campaign.assignments.get(unit=made.hoan_kiem)
    assignment.delete()
    withdraw(made, handing)
    assignment.save(force_insert=True)
    result = result_of(participants_of(made.campaign))
    assert result.node(HOAN_KIEM, LEAF).points is None
    assert {uid: one.status for uid, one in answers(made).items()} == {
        BA_DINH: "missing",
        HOAN_KIEM: "missing",
    }


def test_a_withdrawal_has_a_reason_and_happens_once(made: Running) -> None:
    handing = handed(made, rounds(made))
    with pytest.raises(Incomplete) as refused:
        withdraw(made, handing, reason=" ")
    assert codes(refused) == ["CH-7942"]
    withdraw(made, handing)
    with pytest.raises(Conflict):
        withdraw(made, handing)


def test_only_the_coordinator_and_only_until_the_last_round_of_appraisal_closes(made: Running) -> None:
    version = rounds(made)
    for by in ("officer", "appraiser", "auditor", "leader", "statistician"):
        with pytest.raises(NoRight):
            handed(made, version, by=by)
    handing = handed(made, version)
    made.only("council")
    with pytest.raises(NotNow):
        handed(made, version, seen={LEAF: 1})
    with pytest.raises(NotNow):
        withdraw(made, handing)
    assert points(made)[BA_DINH] == Fraction("5.04")


def test_a_phase_that_is_open_for_other_criteria_does_not_open_this_one(made: Running) -> None:
    made.close("self_assessment")
    made.open("appraisal_1", nodes=["1"])
    with pytest.raises(NotNow):
        handed(made, rounds(made))


def test_a_ratio_is_withheld_and_a_publication_attests_its_points(tmp_path: Path) -> None:
    # Criterion 5 of the one-stop shop asks for two ratios; of an estimate only the quotient is known.
    made = running("self_assessment", framework="one-stop-shop@2018")
    rows = tuple(
        estimate(uid, value, code=code, flag=flag, reason=reason)
        for uid, flag, reason in ((BA_DINH, "shown", ""), (HOAN_KIEM, "unreliable", "ít người trả lời"))
        for code, value in (("II", 0.7), ("III", 1.0))
    )
    feeds = (Feed("5", "whole_share", "II"), Feed("5", "reception_share", "III"))
    handed(made, taken_in(made.people["statistician"], rows), *feeds)
    # At least half done whole at the one-stop shop: two points.
    assert points(made, "5") == {BA_DINH: 2, HOAN_KIEM: 2}
    assert {uid: one.status for uid, one in answers(made, "5").items()} == {
        BA_DINH: "withheld", HOAN_KIEM: "withheld",
    }  # fmt: skip
    # An interval speaks of one figure; a criterion with two keeps none.
    assert Sheet.objects.get(campaign=made.campaign).errors == {}
    write_run(scored_for_publication(layered_results(made.campaign)), tmp_path / "run")
    build_bundle(runs=[tmp_path / "run"], out=tmp_path / "bundle.zip", status="provisional")
    verified = verify(tmp_path / "bundle.zip")
    assert verified.differences == ()
    written = (tmp_path / "run" / "inputs" / "answers.csv").read_text("utf-8")
    assert "0.7" not in written
    assert written.count("sha256:") == 4
