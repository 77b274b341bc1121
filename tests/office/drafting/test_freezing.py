"""From a draft to a set in force: what stands in the way, who may approve, what is never edited."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from chiso.frameworks.library import load_framework
from chiso.office.campaigns.frameworks import framework_by_key, titles_by_key
from chiso.office.campaigns.services import open_campaign
from chiso.office.drafting.consulting.services.consultations import end_consultation
from chiso.office.drafting.consulting.services.opinions import answer_opinions, give_opinion
from chiso.office.drafting.freezing import checklist
from chiso.office.drafting.freezing.checklist import CheckList, check_list_of
from chiso.office.drafting.freezing.selectors import before, framework_of
from chiso.office.drafting.freezing.services import (
    approve_draft,
    begin_errata,
    return_draft,
    submit_draft,
    take_back,
)
from chiso.office.drafting.models import Draft, Frozen, Question
from chiso.office.drafting.services import save_node
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.notices.models import Notice
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.drafting.sets import (
    Cast,
    Tree,
    freeze,
    lay_open,
    leaf,
    let_time_pass,
    make_cast,
    make_draft,
    node_of,
    small_set,
)
from tests.office.making import appoint, make_person, stand_in

pytestmark = pytest.mark.django_db


def codes_of(error: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def draft(cast: Cast) -> Draft:
    return make_draft(cast.coordinator)


def submit(person: Person, draft: Draft) -> Draft:
    return submit_draft(actor=person, draft=draft, expected_version=draft.version)


def approve(person: Person, draft: Draft, **more: object) -> Frozen:
    framework = check_list_of(draft).examined.framework
    given: dict[str, object] = {
        "decision_number": "12/QĐ-UBND",
        "decision_date": timezone.localdate(),
        "seen_hash": framework.hash if framework else "",
        "expected_version": draft.version,
    }
    return approve_draft(actor=person, draft=draft, **given | more)  # type: ignore[arg-type]


def states(found: CheckList) -> dict[str, str]:
    return {item.title.message: item.state for item in found.items}


def test_the_list_of_a_sound_draft_has_nothing_in_the_way(cast: Cast, draft: Draft) -> None:
    found = check_list_of(draft)
    assert found.hindrances == ()
    assert states(found) == {
        "The set can be read and computed": "good",
        "Maxima add up at every level": "good",
        "Its name is free: {name}": "good",
        "Questions of the import are answered": "good",
        "Opinions were asked for, and each is answered": "warn",
        "Every criterion has a rule that can be computed": "good",
        "The law leaves nothing open": "good",
        "Criteria that agencies assess name their evidence": "good",
        "Titles stand in English too": "good",
        "Comments among drafters are settled": "good",
    }


def test_what_is_frozen_is_in_force_and_no_draft(cast: Cast, draft: Draft) -> None:
    framework = check_list_of(draft).examined.framework
    assert framework is not None
    assert (draft.head["status"], framework.status) == ("draft", "official")


@pytest.mark.parametrize(
    ("changed", "title", "state"),
    [
        ({"index": {"max_points": "11"}}, "Maxima add up at every level", "bad"),
        (
            {"index": {"max_points": "11", "maxima_note": {"vi": "Văn bản in 11"}}},
            "Maxima add up at every level",
            "warn",
        ),
        ({"periods": {}, "rights": {}}, "The set can be read and computed", "bad"),
        ({"id": "papi", "version": "2019"}, "Its name is free: {name}", "bad"),
        (
            {
                "completeness": "partial",
                "nodes": [leaf("1", "10", "Kế hoạch", "Plan", rule={"kind": "not_stated@1"}, inputs={})],
            },
            "Every criterion has a rule that can be computed",
            "warn",
        ),
        (
            {"nodes": [leaf("1", "10", "Kế hoạch", "Plan", open_points=[{"vi": "Không rõ hạn"}])]},
            "The law leaves nothing open",
            "warn",
        ),
        (
            {"nodes": [leaf("1", "10", "Kế hoạch", "Plan", evidence=None)]},
            "Criteria that agencies assess name their evidence",
            "warn",
        ),
        ({"nodes": [leaf("1", "10", "Kế hoạch", "Kế hoạch")]}, "Titles stand in English too", "warn"),
    ],
)
def test_each_line_of_the_list_tells_what_it_is_for(
    cast: Cast, changed: Tree, title: str, state: str
) -> None:
    draft = make_draft(cast.coordinator, small_set() | changed)
    assert states(check_list_of(draft))[title] == state


def test_a_draft_with_hindrances_is_not_submitted_and_all_of_them_are_told(cast: Cast) -> None:
    draft = make_draft(cast.coordinator, small_set("papi", "2019", index={"max_points": "11"}))
    Question.objects.create(draft=draft, number=1, code="CH-2601")
    with pytest.raises(Incomplete) as refused:
        submit(cast.coordinator, draft)
    assert codes_of(refused) == ["CH-2041", "CH-7750", "CH-7750"]


def test_a_draft_waits_for_approval_until_its_consultation_is_ended_and_answered(
    cast: Cast, draft: Draft
) -> None:
    title = "Opinions were asked for, and each is answered"
    consultation = lay_open(cast, draft)
    opinion = give_opinion(
        actor=cast.doctor, consultation=consultation, agency=cast.health, node="1.1", words="Nên 5 điểm."
    )
    assert states(check_list_of(draft))[title] == "bad"
    end_consultation(actor=cast.coordinator, consultation=let_time_pass(consultation), expected_version=1)
    draft.refresh_from_db()
    with pytest.raises(Incomplete) as refused:
        submit(cast.coordinator, draft)
    assert codes_of(refused) == ["CH-7750"]
    answer_opinions(
        actor=cast.coordinator,
        consultation=consultation,
        chosen=[(opinion.key, 1)],
        decision="declined",
        answer="Điểm theo quyết định của Bộ.",
    )
    assert submit(cast.coordinator, draft).state == "approving"


def test_what_was_changed_since_people_were_asked_is_listed(cast: Cast, draft: Draft) -> None:
    end_consultation(
        actor=cast.coordinator, consultation=let_time_pass(lay_open(cast, draft)), expected_version=1
    )
    row = node_of(draft, "1.1")
    title = {"vi": "Ban hành kế hoạch trước 31/12", "en": "A plan is issued before 31 December"}
    save_node(actor=cast.statistician, node=row, content={**row.content, "title": title}, expected_version=1)
    draft.refresh_from_db()
    line = next(item for item in check_list_of(draft).items if "people were asked" in item.title.message)
    assert line.state == "warn"
    assert [one.code for one in line.findings] == ["1.1"]


def test_nobody_writes_on_a_draft_that_waits_for_approval(cast: Cast, draft: Draft) -> None:
    submit(cast.coordinator, draft)
    row = node_of(draft, "1.1")
    with pytest.raises(Incomplete) as refused:
        save_node(
            actor=cast.statistician, node=row, content={**row.content, "max_points": "5"}, expected_version=1
        )
    assert codes_of(refused) == ["CH-7700"]


def test_a_draft_that_was_taken_back_can_be_written_on(cast: Cast, draft: Draft) -> None:
    submitted = submit(cast.coordinator, draft)
    taken = take_back(actor=cast.statistician, draft=submitted, expected_version=submitted.version)
    assert taken.state == "drafting"
    with pytest.raises(Incomplete) as refused:
        take_back(actor=cast.statistician, draft=taken, expected_version=taken.version)
    assert codes_of(refused) == ["CH-7751"]


def test_the_leader_approves_and_the_set_is_frozen_with_the_hash_that_was_seen(
    cast: Cast, draft: Draft
) -> None:
    frozen = approve(cast.leader, submit(cast.coordinator, draft))
    assert frozen.hash == hashlib.sha256(frozen.document.encode()).hexdigest()
    assert (frozen.set_key, frozen.decision_number) == ("bo-thu@2026", "12/QĐ-UBND")
    assert framework_of(frozen).status == "official"
    draft.refresh_from_db()
    assert draft.state == "frozen"
    entry = Entry.objects.get(verb="framework_frozen")
    assert entry.facts["hash"] == frozen.hash


def test_who_approves_is_told_and_so_is_who_prepared_it(cast: Cast, draft: Draft) -> None:
    submitted = submit(cast.statistician, draft)
    assert set(Notice.objects.filter(kind="drafting.submitted").values_list("person", flat=True)) == {
        cast.leader.pk
    }
    approve(cast.leader, submitted)
    told = set(Notice.objects.filter(kind="drafting.frozen").values_list("person", flat=True))
    assert told == {cast.coordinator.pk, cast.statistician.pk}


def test_only_a_leader_approves(cast: Cast, draft: Draft) -> None:
    submitted = submit(cast.coordinator, draft)
    for person in (cast.coordinator, cast.statistician, cast.doctor):
        with pytest.raises(NoRight):
            approve(person, submitted)


@pytest.mark.parametrize("part", ["began", "submitted", "changed"])
def test_a_leader_who_had_a_part_in_the_draft_does_not_approve_it(cast: Cast, part: str) -> None:
    both = make_person("Lãnh đạo kiêm điều phối")
    appoint(both, Role.CITY_LEADER)
    appoint(both, Role.COORDINATOR)
    draft = make_draft(both if part == "began" else cast.coordinator)
    if part == "changed":
        row = node_of(draft, "1.1")
        note = {"vi": "Theo kế hoạch năm", "en": "By the year's plan"}
        save_node(actor=both, node=row, content={**row.content, "note": note}, expected_version=1)
    submitted = submit(both if part == "submitted" else cast.coordinator, draft)
    with pytest.raises(NoRight):
        approve(both, submitted)
    assert approve(cast.leader, submitted).set_key == "bo-thu@2026"


def test_who_prepared_a_draft_does_not_approve_it_as_a_stand_in_either(cast: Cast, draft: Draft) -> None:
    stand_in(cast.leader.appointments.get(), cast.coordinator)
    with pytest.raises(NoRight):
        approve(cast.coordinator, submit(cast.coordinator, draft))


def test_another_text_than_the_one_that_was_seen_is_not_approved(cast: Cast, draft: Draft) -> None:
    submitted = submit(cast.coordinator, draft)
    with pytest.raises(Incomplete) as refused:
        approve(cast.leader, submitted, seen_hash="0" * 64)
    assert codes_of(refused) == ["CH-7752"]
    with pytest.raises(Conflict):
        approve(cast.leader, submitted, expected_version=submitted.version - 1)
    assert not Frozen.objects.exists()


def test_an_approval_names_the_decision_and_a_day_that_has_come(cast: Cast, draft: Draft) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Incomplete) as refused:
        approve(cast.leader, submit(cast.coordinator, draft), decision_number=" ", decision_date=tomorrow)
    assert codes_of(refused) == ["CH-7754", "CH-7754"]


def test_a_draft_is_returned_with_the_reason(cast: Cast, draft: Draft) -> None:
    submitted = submit(cast.coordinator, draft)
    given = {"actor": cast.leader, "draft": submitted, "expected_version": submitted.version}
    with pytest.raises(Incomplete) as refused:
        return_draft(reason="", **given)  # type: ignore[arg-type]
    assert codes_of(refused) == ["CH-7755"]
    returned = return_draft(reason="Tiêu chí 1.2 cần rõ hạn.", **given)  # type: ignore[arg-type]
    assert (returned.state, returned.returned_words) == ("drafting", "Tiêu chí 1.2 cần rõ hạn.")


def test_two_drafts_of_one_name_are_not_both_frozen(cast: Cast, draft: Draft) -> None:
    other = make_draft(cast.statistician)
    waiting = submit(cast.statistician, other)
    freeze(cast, draft)
    with pytest.raises(Incomplete) as refused:
        approve(cast.leader, waiting)
    assert codes_of(refused) == ["CH-7750"]
    assert Frozen.objects.count() == 1


def test_of_two_approvals_at_once_the_table_takes_one(
    cast: Cast, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = submit(cast.statistician, make_draft(cast.statistician))
    freeze(cast, draft)
    # As if the other had been frozen just after the check list was read.
    monkeypatch.setattr(checklist, "name_is_taken", lambda *_name: False)
    with pytest.raises(Incomplete) as refused:
        approve(cast.leader, waiting)
    assert codes_of(refused) == ["CH-7753"]
    waiting.refresh_from_db()
    assert waiting.state == "approving"


def test_a_frozen_set_is_never_edited(cast: Cast, draft: Draft) -> None:
    frozen = freeze(cast, draft)
    frozen.decision_number = "khác"
    with pytest.raises(TypeError):
        frozen.save()
    with pytest.raises(TypeError):
        frozen.delete()
    row = node_of(draft, "1.1")
    with pytest.raises(Incomplete) as refused:
        save_node(
            actor=cast.coordinator, node=row, content={**row.content, "max_points": "5"}, expected_version=1
        )
    assert codes_of(refused) == ["CH-7700"]
    assert Frozen.objects.get().decision_number == "12/QĐ-UBND"


def test_a_correction_is_a_version_of_its_own_that_says_what_it_mends(cast: Cast, draft: Draft) -> None:
    frozen = freeze(cast, draft)
    given = {"actor": cast.coordinator, "frozen": frozen}
    with pytest.raises(Incomplete) as refused:
        begin_errata(mends=" ", version_name="2026", **given)  # type: ignore[arg-type]
    assert codes_of(refused) == ["CH-7756", "CH-7753"]
    mends = "Tiêu chí 1.2 in nhầm tên báo cáo."
    errata = begin_errata(mends=mends, version_name="2026.1", **given)  # type: ignore[arg-type]
    assert states(check_list_of(errata))["The correction says what it mends"] == "warn"
    row = node_of(errata, "1.2")
    title = {"vi": "Báo cáo quý đúng hạn", "en": "Quarterly reports are on time"}
    save_node(actor=cast.coordinator, node=row, content={**row.content, "title": title}, expected_version=1)
    mended = freeze(cast, errata, "15/QĐ-UBND")
    assert (mended.replaces, mended.errata_words) == (frozen, mends)
    older = before(framework_of(mended), mended.replaces)
    assert older is not None
    assert [(one.sort, one.after) for one in older.differences] == [("title", "1.2")]
    assert framework_of(Frozen.objects.get(pk=frozen.pk)).hash == frozen.hash


def test_the_version_before_is_the_library_s_where_none_was_frozen_here(cast: Cast) -> None:
    library = load_framework("organisation-quality@2025")
    document = {**library.tree, "version": "2026"}  # type: ignore[dict-item]
    frozen = freeze(cast, make_draft(cast.coordinator, document))
    older = before(framework_of(frozen), frozen.replaces)
    assert older is not None
    assert (older.framework.key, older.differences) == ("organisation-quality@2025", ())


def test_a_campaign_is_held_by_a_frozen_set_like_by_one_of_the_library(cast: Cast, draft: Draft) -> None:
    with pytest.raises(Incomplete) as refused:
        open_campaign(actor=cast.coordinator, kind="units", title="x", period="2026", framework="bo-thu@2026")
    assert codes_of(refused) == ["CH-7215"]
    frozen = freeze(cast, draft)
    open_campaign(actor=cast.coordinator, kind="units", title="x", period="2026", framework="bo-thu@2026")
    assert framework_by_key("bo-thu@2026").hash == frozen.hash
    assert titles_by_key()[0][0] == "bo-thu@2026"
