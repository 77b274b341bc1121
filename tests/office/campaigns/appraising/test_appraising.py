"""Appraising a leaf: who may, what is kept, two people on one leaf, two seats that do not see each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django_scopes import scope, scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow, given_of
from chiso.office.campaigns.appraising.agreement import by_criterion, pairs_of
from chiso.office.campaigns.appraising.desk import desk_of
from chiso.office.campaigns.appraising.reasons import REASONS
from chiso.office.campaigns.appraising.twice import is_drawn, shown_to
from chiso.office.campaigns.models import Answer
from chiso.office.campaigns.scoring import points_at_once
from chiso.office.errors import Conflict, Incomplete, NoRight, NotFound, NotNow
from chiso.office.ledger.models import Entry
from chiso.office.people.roles import Role
from chiso.office.scoping import reach_of
from tests.office.campaigns.appraising.stage import NODE, appraise, say, share
from tests.office.campaigns.making import Running, running
from tests.office.making import appoint, make_agency, make_person

pytestmark = pytest.mark.django_db
CORRECTED = replace(share(1, 4), reason="figure_differs", words="Bảng ở trang 3 ghi 1.")


def codes(refused: Incomplete) -> list[str]:
    return [problem.code for problem in refused.problems]


@pytest.fixture
def made() -> Running:
    found = running("appraisal_1")
    say(found, found.ba_dinh, share(4, 4))
    return found


def answers(made: Running, layer: str) -> list[Answer]:
    with scopes_disabled():
        return list(Answer.objects.filter(campaign=made.campaign, layer=layer).order_by("seat"))


def test_agreeing_takes_over_what_the_agency_said(made: Running) -> None:
    appraise(made, made.ba_dinh)
    [own], [judged] = answers(made, "self_assessed"), answers(made, "appraised_1")
    assert judged.agreed
    assert (judged.rows, judged.status) == (own.rows, own.status)
    assert judged.by == made.people["appraiser"]


def test_a_correction_keeps_both_and_changes_the_points(made: Running) -> None:
    appraise(made, made.ba_dinh, CORRECTED)
    [own], [judged] = answers(made, "self_assessed"), answers(made, "appraised_1")
    assert own.rows != judged.rows
    assert (judged.reason, judged.words, judged.agreed) == ("figure_differs", "Bảng ở trang 3 ghi 1.", False)
    points = [
        points_at_once(made.participants, made.ba_dinh.pk, NODE, given_of(one)).points
        for one in (own, judged)
    ]
    # The set, criterion 5: a district with at least half of its procedures there gets 2, else 1.
    assert points == [2, 1]


def test_where_an_agency_gave_nothing_one_agrees_that_nothing_was_given(made: Running) -> None:
    judged = appraise(made, made.hoan_kiem, seen=0)
    assert (judged.status, judged.rows, judged.agreed) == ("missing", [], True)


def test_a_correction_needs_a_reason_of_the_list_and_a_figure_that_differs(made: Running) -> None:
    with pytest.raises(Incomplete) as refused:
        appraise(made, made.ba_dinh, share(4, 4))
    assert codes(refused.value) == ["CH-7845", "CH-7847"]
    with pytest.raises(Incomplete) as refused:
        appraise(made, made.ba_dinh, replace(share(3, 4), reason="other"))
    assert codes(refused.value) == ["CH-7846"]
    assert answers(made, "appraised_1") == []
    assert "other" in REASONS


def test_an_input_that_cannot_be_read_is_refused_with_its_place(made: Running) -> None:
    with pytest.raises(Incomplete) as refused:
        appraise(made, made.ba_dinh, replace(share(5, 4), reason="figure_differs"))
    assert codes(refused.value) == ["CH-1130"]


def test_two_appraisers_on_one_leaf_collide_visibly(made: Running) -> None:
    appraise(made, made.ba_dinh)
    with pytest.raises(Conflict) as conflict:
        appraise(made, made.ba_dinh, CORRECTED, by="appraiser_2")
    assert conflict.value.version == 1
    appraise(made, made.ba_dinh, CORRECTED, by="appraiser_2", expected=1)
    [judged] = answers(made, "appraised_1")
    assert (judged.version, judged.by) == (2, made.people["appraiser_2"])


def test_nobody_agrees_with_figures_that_they_did_not_see(made: Running) -> None:
    say(made, made.ba_dinh, share(2, 4))
    with pytest.raises(Incomplete) as refused:
        appraise(made, made.ba_dinh, seen=1)
    assert codes(refused.value) == ["CH-7848"]
    assert appraise(made, made.ba_dinh, seen=2).agreed


def test_only_in_the_phase_and_only_by_the_agency_that_appraises(made: Running) -> None:
    other = make_person("Người sở khác")
    appoint(other, Role.APPRAISER, make_agency("Sở Tư pháp"))
    made.people["other"] = other
    for by in ("other", "officer", "coordinator", "member"):
        with pytest.raises(NoRight), scopes_disabled():
            appraise(made, made.ba_dinh, by=by)
    made.close("appraisal_1")
    with pytest.raises(NotNow):
        appraise(made, made.ba_dinh)
    assert answers(made, "appraised_1") == []


def test_nobody_appraises_their_own_agency(made: Running) -> None:
    appoint(made.people["appraiser"], Role.AGENCY_OFFICER, made.ba_dinh)
    with pytest.raises(NoRight):
        appraise(made, made.ba_dinh)


def test_a_closed_campaign_is_appraised_no_more(made: Running) -> None:
    made.campaign.closed_at = made.campaign.changed_at
    made.campaign.save()
    with pytest.raises((NotNow, NoRight)):
        appraise(made, made.ba_dinh)


def test_a_leaf_that_there_is_not_is_not_found(made: Running) -> None:
    with pytest.raises(NotFound):
        appraise(made, made.ba_dinh, node="99")


def test_the_second_round_judges_what_was_explained(made: Running) -> None:
    appraise(made, made.ba_dinh, CORRECTED)
    say(made, made.ba_dinh, share(4, 4), layer="explained")
    made.only("appraisal_2")
    judged = appraise(made, made.ba_dinh)
    assert judged.layer == "appraised_2"
    assert judged.rows == share(4, 4).kept_rows() or judged.agreed
    assert [len(answers(made, layer)) for layer in ("self_assessed", "appraised_1", "explained")] == [1, 1, 1]


def test_each_form_of_an_appraisal_lies_in_the_record(made: Running) -> None:
    appraise(made, made.ba_dinh)
    appraise(made, made.ba_dinh, CORRECTED, expected=1)
    entries = Entry.objects.filter(verb="answer_saved", facts__layer="appraised_1").order_by("pk")
    assert [one.facts["version"] for one in entries] == [1, 2]
    assert [one.facts["agreed"] for one in entries] == [True, False]


# Twice, blind.


@pytest.fixture
def twice(made: Running) -> Running:
    made.campaign.twice = 100
    made.campaign.save()
    return made


def test_the_draw_hangs_on_the_leaf_alone_and_takes_about_its_share() -> None:
    made = running()
    made.campaign.twice = 20
    drawn = [is_drawn(made.campaign, f"phuong-{number}", "1.2") for number in range(2000)]
    assert drawn == [is_drawn(made.campaign, f"phuong-{number}", "1.2") for number in range(2000)]
    # 400 expected; 5 standard deviations are 89.
    assert 311 < sum(drawn) < 489
    made.campaign.twice = 0
    assert not is_drawn(made.campaign, "phuong-1", "1.2")


def test_of_a_drawn_leaf_two_people_judge_without_a_collision(twice: Running) -> None:
    appraise(twice, twice.ba_dinh)
    appraise(twice, twice.ba_dinh, CORRECTED, by="appraiser_2")
    found = answers(twice, "appraised_1")
    assert [(one.seat, one.by) for one in found] == [
        (1, twice.people["appraiser"]), (2, twice.people["appraiser_2"]),
    ]  # fmt: skip


def test_neither_sees_the_other_before_both_are_in(twice: Running) -> None:
    appraise(twice, twice.ba_dinh)
    kept = answers(twice, "appraised_1")
    assert shown_to(twice.people["appraiser_2"], kept, blind=True) == []
    assert shown_to(twice.people["appraiser"], kept, blind=True) == kept
    appraise(twice, twice.ba_dinh, CORRECTED, by="appraiser_2")
    both = answers(twice, "appraised_1")
    assert shown_to(twice.people["appraiser_2"], both, blind=True) == both


def test_one_may_mend_ones_own_until_both_are_in_and_no_third_may_judge(twice: Running) -> None:
    appraise(twice, twice.ba_dinh)
    appraise(twice, twice.ba_dinh, CORRECTED, expected=1)
    appraise(twice, twice.ba_dinh, by="appraiser_2")
    third = make_person("Người thứ ba")
    appoint(third, Role.APPRAISER, twice.home_affairs)
    twice.people["third"] = third
    for by, expected in (("appraiser", 2), ("appraiser_2", 1), ("third", 0)):
        with pytest.raises(Incomplete) as refused:
            appraise(twice, twice.ba_dinh, by=by, expected=expected)
        assert codes(refused.value) == ["CH-7849"]


def test_agreement_is_told_where_both_are_in_and_only_there(twice: Running) -> None:
    say(twice, twice.hoan_kiem, share(4, 4), by="officer_2")
    appraise(twice, twice.ba_dinh)
    appraise(twice, twice.hoan_kiem)
    person = twice.people["appraiser"]
    with scope(agency=reach_of(person)):
        desk = desk_of(person, twice.participants)
        assert pairs_of(desk) == []
        appraise(twice, twice.ba_dinh, CORRECTED, by="appraiser_2")
        appraise(twice, twice.hoan_kiem, by="appraiser_2")
        pairs = pairs_of(desk)
        found: dict[int, tuple[object, object]] = {pair.leaf.unit: pair.judgements for pair in pairs}
        assert found == {
            twice.ba_dinh.pk: (2, 1),
            twice.hoan_kiem.pk: (2, 2),
        }
        [row] = by_criterion(twice.participants, pairs)
        assert (row.code, row.agreement.n, row.agreement.agreed) == (NODE, 2, 1)
        # pe = 1 · 1/2 = pa, so κ is 0; by Gwet π = 3/4 and 1/4, pe = 3/8, AC1 = 1/5.
        assert (row.kappa, row.gwet) == ("0", "0.2")


def test_a_status_without_figures_can_be_corrected_too(made: Running) -> None:
    judged = appraise(made, made.ba_dinh, Given(status="missing", reason="no_evidence"))
    assert (judged.status, judged.rows) == ("missing", [])
    assert InputRow() not in given_of(judged).rows
