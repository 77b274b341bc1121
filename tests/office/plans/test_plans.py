"""Plans: what they start from, who writes and approves them, what falls with a change, what is frozen."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.apps import apps
from django.db import models

from chiso.office.errors import Conflict, Incomplete, NoRight, NotFound
from chiso.office.ledger.models import Entry
from chiso.office.notices.models import Notice
from chiso.office.plans.access import version_for
from chiso.office.plans.content import content_of, hash_of
from chiso.office.plans.erasing import WRITTEN
from chiso.office.plans.models import Line, Plan, PlanTarget, PlanVersion, Step
from chiso.office.plans.selectors import content_shown
from chiso.office.plans.services.contents import remove_line, remove_target, save_line, save_target
from chiso.office.plans.services.deciding import approve, hand_in, send_back
from chiso.office.plans.services.given import LineGiven, TargetGiven
from chiso.office.plans.services.plans import ask_for_parts, begin_version, open_plan
from chiso.office.plans.showing import show_targets
from tests.office.plans.making import (
    Staff,
    again,
    approved,
    filled,
    handed_in,
    in_force,
    line_given,
    opened,
    papi,
    part_of,
    staff,
    with_line,
    with_target,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Staff:
    return staff()


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [one.code for one in refused.value.problems]


def test_a_plan_starts_from_the_figures_that_were_published(made: Staff) -> None:
    # Hà Nội in PAPI 2019, to two decimals: 5.04, 4.99, 4.57, 6.13, 7.13, 7.10, 2.72, 3.86; 41.53 in all.
    figures = content_shown(opened(made)).figures
    uid = figures.basis.measured
    dimensions = [figures.of(uid, str(number)) for number in range(1, 9)]
    assert [round(float(one), 2) for one in dimensions if one is not None] == [
        5.04, 4.99, 4.57, 6.13, 7.13, 7.10, 2.72, 3.86,
    ]  # fmt: skip
    assert round(float(figures.of(uid, "total") or 0), 2) == 41.53


def test_the_forecast_scores_the_index_again_with_the_points_of_the_lines(made: Staff) -> None:
    shown = content_shown(filled(made))
    of = shown.figures.of
    uid = shown.figures.basis.measured
    raised = Fraction("2.0") - of(uid, "2.1") + Fraction("2.2") - of(uid, "7.2")  # type: ignore[operator]
    whole = next(
        one for one in show_targets(shown.figures, shown.content, shown.forecast) if one.node is None
    )
    # PAPI adds its dimensions up, and these their sub-dimensions.
    assert whole.forecast == of(uid, "total") + raised  # type: ignore[operator]
    assert whole.effort == 520


def test_a_line_below_the_points_of_today_lowers_no_forecast(made: Staff) -> None:
    version = opened(made)
    with_target(made, version, "2", "5.4", made.inspectorate)
    with_line(made, version, "2.1", "Giữ nguyên", made.inspectorate, points=Fraction("0.5"))
    shown = content_shown(again(version))
    target = show_targets(shown.figures, shown.content, shown.forecast)[0]
    assert target.forecast == target.today


def test_everything_that_is_wrong_with_a_line_is_said_at_once(made: Staff) -> None:
    version = opened(made)
    given = LineGiven(
        node="9.9", words=" ", cost=Fraction(-1), effort=Fraction(-2), probability=Fraction(2),
        quarter="quý 3", points=Fraction(-1),
    )  # fmt: skip
    with pytest.raises(Incomplete) as refused:
        save_line(actor=made.people["coordinator"], version=version, given=given, expected_version=1)
    assert codes(refused) == ["CH-8420", "CH-8426", "CH-8421", "CH-8425", "CH-8425", "CH-8442", "CH-8424"]
    assert not Line.objects.exists()


def test_a_target_stays_within_its_node_and_stands_once(made: Staff) -> None:
    version = opened(made)
    with_target(made, version, "2", "5.4", made.inspectorate)
    for node, points, expected in (
        ("2", "6", ["CH-8423"]),
        ("1", "10.5", ["CH-8421"]),
        ("x", "1", ["CH-8420"]),
    ):
        now = again(version)
        with pytest.raises(Incomplete) as refused:
            save_target(
                actor=made.people["coordinator"], version=now, expected_version=now.version,
                given=TargetGiven(node, Fraction(points), made.inspectorate),
            )  # fmt: skip
        assert codes(refused) == expected
    with_target(made, version, "2", "5.5", made.environment)
    assert PlanTarget.objects.count() == 2


def test_who_saved_meanwhile_is_not_overwritten(made: Staff) -> None:
    version = opened(made)
    with_target(made, version, "2", "5.4", made.inspectorate)
    with pytest.raises(Conflict):
        save_target(
            actor=made.people["coordinator_2"], version=version, expected_version=1,
            given=TargetGiven("2", Fraction(6), made.inspectorate),
        )  # fmt: skip
    assert [one.points for one in PlanTarget.objects.all()] == ["5.4"]


def test_targets_and_lines_are_taken_out(made: Staff) -> None:
    version = filled(made)
    coordinator = made.people["coordinator"]
    line = version.lines.get(node="7.2")
    remove_line(actor=coordinator, version=version, line=line, expected_version=version.version)
    version = again(version)
    with pytest.raises(NotFound):
        remove_line(actor=coordinator, version=version, line=line, expected_version=version.version)
    target = version.targets.get(node="total")
    remove_target(actor=coordinator, version=version, target=target, expected_version=version.version)
    assert [one.node for one in content_of(again(version)).targets] == ["2", "7"]


def test_an_approval_names_the_content_that_it_saw(made: Staff) -> None:
    version = in_force(made)
    steps = list(Step.objects.order_by("pk"))
    assert [(one.kind, one.by) for one in steps] == [
        ("submitted", made.people["coordinator"]), ("approved", made.people["leader"]),
    ]  # fmt: skip
    assert {(one.revision, one.content_sha256) for one in steps} == {
        (version.revision, hash_of(content_of(version)))
    }
    assert version.state == "approved"


def test_what_was_handed_in_falls_with_any_change(made: Staff) -> None:
    version = handed_in(made, filled(made))
    before = version.revision
    with_target(made, version, "1", "5.2", made.inspectorate)
    version = again(version)
    assert (version.state, version.revision) == ("draft", before + 1)
    with pytest.raises(Incomplete) as refused:
        approve(actor=made.people["leader"], version=version, expected_version=version.version)
    assert codes(refused) == ["CH-8411"]
    assert approved(made, handed_in(made, version)).state == "approved"


def test_a_content_that_was_changed_behind_the_services_is_approved_by_nobody(made: Staff) -> None:
    version = handed_in(made, filled(made))
    Line.objects.filter(version_of_plan=version, node="2.1").update(words="Việc khác")
    with pytest.raises(Incomplete) as refused:
        approve(actor=made.people["leader"], version=version, expected_version=version.version)
    assert codes(refused) == ["CH-8412"]


def test_whoever_had_a_hand_in_a_version_does_not_approve_it(made: Staff) -> None:
    from chiso.office.people.roles import Role
    from tests.office.making import appoint

    appoint(made.people["coordinator"], Role.CITY_LEADER)
    version = handed_in(made, filled(made))
    with pytest.raises(NoRight):
        approve(actor=made.people["coordinator"], version=version, expected_version=version.version)
    assert Entry.objects.filter(verb="attempted", outcome="refused").count() == 1
    assert again(version).state == "submitted"


def test_only_the_coordinator_prepares_and_only_a_leader_approves(made: Staff) -> None:
    for who in ("leader", "auditor", "officer", "head", "statistician"):
        with pytest.raises(NoRight):
            open_plan(
                actor=made.people[who], title="Kế hoạch", period="2020", started=papi(), is_made_up=False
            )
    version = handed_in(made, filled(made))
    for who in ("coordinator_2", "auditor", "officer", "head", "statistician"):
        with pytest.raises(NoRight):
            approve(actor=made.people[who], version=version, expected_version=version.version)
        with pytest.raises(NoRight):
            send_back(actor=made.people[who], version=version, words="x", expected_version=version.version)


def test_a_plan_without_content_or_owners_is_not_handed_in(made: Staff) -> None:
    version = opened(made)
    coordinator = made.people["coordinator"]
    with pytest.raises(Incomplete) as refused:
        hand_in(actor=coordinator, version=version, expected_version=1)
    assert codes(refused) == ["CH-8413"]
    with_target(made, version, "2", "5.4", None)
    with_line(made, version, "2.1", "Việc không có hạn", made.inspectorate, deadline=None)
    with_line(made, version, "2.2", "Việc không có chủ trì", None)
    now = again(version)
    with pytest.raises(Incomplete) as refused:
        hand_in(actor=coordinator, version=now, expected_version=now.version)
    assert codes(refused) == ["CH-8419", "CH-8419", "CH-8419"]


def test_an_approved_version_is_frozen_and_the_next_starts_from_it(made: Staff) -> None:
    version = in_force(made)
    coordinator = made.people["coordinator"]
    with pytest.raises(Incomplete) as refused:
        save_target(
            actor=coordinator, version=version, given=TargetGiven("1", Fraction(5), None),
            expected_version=version.version,
        )  # fmt: skip
    assert codes(refused) == ["CH-8410"]
    following = begin_version(actor=coordinator, plan=version.plan, expected_number=1)
    assert following.number == 2
    assert hash_of(content_of(following)) == hash_of(content_of(version))
    with pytest.raises(Incomplete) as refused:
        begin_version(actor=coordinator, plan=version.plan, expected_number=1)
    assert codes(refused) == ["CH-8415"]
    with_target(made, following, "1", "5.2", made.inspectorate)
    assert hash_of(content_of(again(version))) != hash_of(content_of(again(following)))


def test_a_plan_that_is_sent_back_says_why_to_who_prepared_it(made: Staff) -> None:
    version = handed_in(made, filled(made))
    with pytest.raises(Incomplete) as refused:
        send_back(actor=made.people["leader"], version=version, words=" ", expected_version=version.version)
    assert codes(refused) == ["CH-8414"]
    send_back(
        actor=made.people["leader"], version=version, words="Thiếu mục tiêu nội dung 5",
        expected_version=version.version,
    )  # fmt: skip
    assert again(version).state == "draft"
    assert list(Notice.objects.filter(kind="plans.sent_back").values_list("person", flat=True)) == [
        made.people["coordinator"].pk
    ]


def test_a_sub_plan_takes_what_of_the_city_s_plan_is_the_agency_s(made: Staff) -> None:
    version = in_force(made)
    part = part_of(made, version, made.environment)
    content = content_of(part)
    assert [(one.node, one.points) for one in content.targets] == [("7", "3.2")]
    assert [one.words for one in content.lines] == ["Đo và công bố chất lượng không khí hằng ngày"]
    assert content.lines[0].identity == version.lines.get(node="7.2").identity
    assert part.derived_from == version
    told = Notice.objects.filter(kind="plans.asked").values_list("person", flat=True)
    assert list(told) == [made.people["officer_2"].pk]


def test_a_sub_plan_is_approved_level_by_level(made: Staff) -> None:
    part = part_of(made, in_force(made), made.environment)
    with_line(made, part, "7.2", "Lắp thêm 20 trạm đo", made.environment, by="officer_2", effort=Fraction(40))
    part = handed_in(made, part, by="officer_2")
    for who in ("coordinator", "leader", "head", "officer_2", "auditor"):
        with pytest.raises(NoRight):
            approve(actor=made.people[who], version=part, expected_version=part.version)
    part = approved(made, part, by="head_2")
    assert part.state == "head_approved"
    with pytest.raises(NoRight):
        approve(actor=made.people["head_2"], version=part, expected_version=part.version)
    part = approved(made, part, by="coordinator")
    assert part.state == "approved"
    assert [one.kind for one in part.steps.order_by("pk")] == ["submitted", "head_approved", "approved"]


def test_a_change_after_the_head_s_approval_takes_it_away(made: Staff) -> None:
    part = part_of(made, in_force(made), made.environment)
    part = approved(made, handed_in(made, part, by="officer_2"), by="head_2")
    with_line(made, part, "7.1", "Thêm một việc", made.environment, by="officer_2")
    part = again(part)
    assert part.state == "draft"
    with pytest.raises((NoRight, Incomplete)):
        approve(actor=made.people["coordinator"], version=part, expected_version=part.version)


def test_a_sub_plan_gives_no_less_than_the_city_s_plan_asks(made: Staff) -> None:
    part = part_of(made, in_force(made), made.environment)
    officer = made.people["officer_2"]
    save_target(
        actor=officer, version=part, target=part.targets.get(), expected_version=part.version,
        given=TargetGiven("7", Fraction(3), made.environment),
    )  # fmt: skip
    part = again(part)
    remove_line(actor=officer, version=part, line=part.lines.get(), expected_version=part.version)
    part = again(part)
    with pytest.raises(Incomplete) as refused:
        hand_in(actor=officer, version=part, expected_version=part.version)
    assert codes(refused) == ["CH-8416", "CH-8417"]


def test_in_a_sub_plan_everything_is_the_agency_s_own(made: Staff) -> None:
    part = part_of(made, in_force(made), made.environment)
    with pytest.raises(Incomplete) as refused:
        save_line(
            actor=made.people["officer_2"], version=part, expected_version=part.version,
            given=line_given("7.1", "Việc của cơ quan khác", made.inspectorate),
        )  # fmt: skip
    assert codes(refused) == ["CH-8422"]


def test_only_owners_of_an_approved_plan_are_asked_and_each_once(made: Staff) -> None:
    draft = filled(made)
    coordinator = made.people["coordinator"]
    plan = Plan.objects.get()
    with pytest.raises(Incomplete) as refused:
        part_of(made, draft, made.environment)
    assert codes(refused) == ["CH-8418"]
    version = approved(made, handed_in(made, draft))
    part_of(made, version, made.environment)
    plan = Plan.objects.get(agency=None)
    with pytest.raises(Incomplete) as refused:
        ask_for_parts(
            actor=coordinator, plan=plan, agencies=[made.environment], due=version.begun_at.date(),
            expected_version=plan.version,
        )  # fmt: skip
    assert codes(refused) == ["CH-8401"]


def test_drafts_of_others_are_not_there(made: Staff) -> None:
    draft = opened(made)
    everybody = set(made.people)

    def who_sees(version: PlanVersion) -> set[str]:
        found = set()
        for who in everybody:
            try:
                version_for(made.people[who], version.key)
            except NotFound:
                continue
            found.add(who)
        return found

    city = {"coordinator", "coordinator_2", "leader", "auditor"}
    agencies = {"officer", "head", "officer_2", "head_2"}
    assert who_sees(draft) == city
    version = approved(made, handed_in(made, filled(made, title="Kế hoạch khác")))
    assert who_sees(version) == city | agencies
    part = part_of(made, version, made.environment)
    assert who_sees(part) == city | {"officer_2", "head_2"}
    following = begin_version(actor=made.people["coordinator"], plan=version.plan, expected_number=1)
    assert who_sees(following) == city


def test_an_agency_writes_only_its_own_sub_plan(made: Staff) -> None:
    part = part_of(made, in_force(made), made.environment)
    for who in ("officer", "head", "head_2", "coordinator", "leader", "auditor"):
        with pytest.raises(NoRight):
            save_line(
                actor=made.people[who], version=part, expected_version=part.version,
                given=line_given("7.1", "Việc", made.environment),
            )  # fmt: skip
    assert part.lines.count() == 1


def test_every_write_is_in_the_record_without_the_words_of_people_in_its_facts(made: Staff) -> None:
    version = in_force(made)
    entries = Entry.objects.filter(chain__name="plans").order_by("sequence")
    assert [one.verb for one in entries] == [
        "plan_opened", *["plan_target_set"] * 3, *["plan_line_added"] * 2, "plan_handed_in", "plan_approved",
    ]  # fmt: skip
    last = entries.last()
    assert last is not None
    assert last.facts["content"] == hash_of(content_of(version))
    assert "title" in entries[0].digests


def test_every_free_text_is_among_those_that_an_erasure_takes() -> None:
    # The title of a plan is no one's words; sources of figures are publications, tables are figures.
    titles = {
        ("plan", "title"), ("basis", "source"), ("basis", "answers"), ("basis", "units"),
        ("calculation", "measures"), ("calculation", "measures_name"), ("calculation", "capacity"),
        ("calculation", "rivals"), ("calculation", "unit"), ("calculation", "target"), ("basis", "measured"),
        ("basis", "framework"), ("plantarget", "node"), ("line", "node"), ("solution", "codes"),
        *(("earlieryear", name) for name in ("framework", "measured", "answers", "units", "source")),
    }  # fmt: skip
    texts = {
        (model._meta.model_name, one.name)
        for model in apps.get_app_config("plans").get_models()
        for one in model._meta.get_fields()
        if isinstance(one, models.CharField | models.TextField)
        and not one.choices
        and ((one.max_length or 1000) > 64)
    }
    assert texts - titles == {(model._meta.model_name, words) for model, _, words in WRITTEN}
