"""From the officers to the receipt: what each step asks for, what lets an approval fall, what is refused."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer, Phase, PhaseException, Receipt, Submission
from chiso.office.campaigns.sheets.services import Brought, bring_sheet
from chiso.office.campaigns.submitting.content import content_of
from chiso.office.campaigns.submitting.receipts import check_receipt
from chiso.office.campaigns.submitting.returning import mark_complete, return_for_supplement
from chiso.office.campaigns.submitting.selectors import standing_of
from chiso.office.campaigns.submitting.steps import approve, hand_up, send_back, submit, take_back
from chiso.office.errors import Conflict, Incomplete, NoRight, NotNow
from chiso.office.files.models import Content, Document, DocumentUse, Revision
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.notices.models import Notice
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Appointment
from tests.office.campaigns.appraising.stage import NODE
from tests.office.campaigns.making import Running, published, running
from tests.office.campaigns.sheets.test_sheets import TABLE
from tests.office.making import make_person, stand_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def whole_city() -> Any:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def answer(made: Running, node: str = "6", note: str = "Như biên bản kiểm tra", **more: Any) -> Answer:
    options: dict[str, Any] = {"unit": made.ba_dinh, "expected_version": 0, "who": "officer"} | more
    return save_answer(
        actor=made.people[options.pop("who")],
        campaign=made.campaign,
        node=node,
        given=published(note=note),
        **options,
    )


def step(made: Running, do: Any, who: str = "head", agency: Agency | None = None, **more: Any) -> Any:
    agency = agency or made.ba_dinh
    found = Submission.objects.filter(agency=agency).first()
    more = {"expected_version": found.version if found else 0} | more
    return do(actor=made.people[who], campaign=made.campaign, agency=agency, **more)


def submitted(made: Running) -> Receipt:
    answer(made)
    step(made, hand_up, "officer")
    step(made, approve)
    return step(made, submit, accepts_gaps=True)  # type: ignore[no-any-return]


def state(made: Running, agency: Agency | None = None) -> str:
    return Submission.objects.get(agency=agency or made.ba_dinh).state


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_from_the_officer_to_the_receipt(made: Running) -> None:
    answer(made)
    step(made, hand_up, "officer")
    assert state(made) == "with_head"
    assert [notice.person for notice in Notice.objects.all()] == [made.people["head"]]
    step(made, approve)
    receipt = step(made, submit, accepts_gaps=True)
    assert (receipt.number, receipt.revision, receipt.is_late) == (1, 1, False)
    # Nine leaves in the set; one was answered and explained, no document stands beside any.
    assert (receipt.of_leaves, receipt.answered, receipt.without_evidence, receipt.documents) == (9, 1, 0, 0)
    assert receipt.approved_by == made.people["head"]
    assert state(made) == "submitted"
    entries = Entry.objects.filter(chain__name__contains="/agency/").order_by("pk")
    assert [entry.verb for entry in entries] == [
        "answer_saved", "laid_before_head", "self_assessment_approved", "self_assessment_submitted",
    ]  # fmt: skip
    assert not verify_ledger().problems


def test_receipts_count_within_a_campaign(made: Running) -> None:
    submitted(made)
    answer(made, unit=made.hoan_kiem, who="officer_2")
    step(made, approve, "head_2", made.hoan_kiem)
    second = step(made, submit, "head_2", made.hoan_kiem, accepts_gaps=True)
    assert second.number == 2


def test_the_digest_is_that_of_the_text_anyone_can_hash(made: Running) -> None:
    receipt = submitted(made)
    written = content_of(made.participants, made.ba_dinh).written
    assert hashlib.sha256(written).hexdigest() == receipt.content
    told = json.loads(written)
    assert told["agency"] == "quan-ba-dinh"
    assert [(one["code"], one["status"], one["note"]) for one in told["answers"]] == [
        ("6", "given", "Như biên bản kiểm tra")
    ]


def test_an_approval_falls_when_an_answer_changes(made: Running) -> None:
    answer(made)
    step(made, approve)
    answer(made, note="Sửa lại", expected_version=1)
    assert state(made) == "drafting"
    with pytest.raises(Incomplete) as refused:
        step(made, submit)
    assert codes(refused) == ["CH-7830"]
    assert not Receipt.objects.exists()


def test_figures_from_elsewhere_let_no_approval_fall_and_change_no_receipt(made: Running) -> None:
    receipt = submitted(made)
    bring_sheet(
        actor=made.people["statistician"],
        campaign=made.campaign,
        node=NODE,
        brought=Brought(TABLE.encode(), "so-lieu.csv", "statistic", "Báo cáo 12/BC-CTK", ""),
        expected_number=0,
    )
    standing = standing_of(made.participants, made.ba_dinh)
    brought = [one.origin for (_unit, code), one in standing.content.answers.items() if code == NODE]
    assert brought == ["statistic"]
    assert standing.content.digest == receipt.content
    assert not standing.has_fallen


def test_an_approval_does_not_hold_for_a_file_that_was_replaced(made: Running) -> None:
    answer(made)
    document = evidence(made, "1" * 64)
    step(made, approve)
    replace_file(made, document, "2" * 64)
    with pytest.raises(Incomplete) as refused:
        step(made, submit, accepts_gaps=True)
    assert codes(refused) == ["CH-7832"]
    step(made, approve)
    assert step(made, submit, accepts_gaps=True).files == 1


def test_a_head_who_read_an_earlier_version_does_not_approve_what_came_since(made: Running) -> None:
    answer(made)
    read = Submission.objects.get().version
    answer(made, note="khác", expected_version=1)
    with pytest.raises(Conflict):
        step(made, approve, expected_version=read)


def test_what_lacks_something_is_submitted_only_knowingly(made: Running) -> None:
    answer(made)
    step(made, approve)
    with pytest.raises(Incomplete) as refused:
        step(made, submit)
    assert codes(refused) == ["CH-7833"]
    assert refused.value.problems[0].found.in_language("en") == "8 criteria"  # type: ignore[union-attr]


def test_a_leaf_with_neither_document_nor_explanation_lacks_its_proof(made: Running) -> None:
    answer(made, note="")
    lacking = content_of(made.participants, made.ba_dinh).lacking
    assert {one.leaf.code: one.what for one in lacking}["6"] == "proof"
    evidence(made, "1" * 64)
    assert "6" not in {one.leaf.code for one in content_of(made.participants, made.ba_dinh).lacking}


def test_the_head_sends_back_with_remarks_and_the_officers_are_told(made: Running) -> None:
    answer(made)
    step(made, hand_up, "officer")
    with pytest.raises(Incomplete) as refused:
        step(made, send_back, remarks="  ")
    assert codes(refused) == ["CH-7831"]
    step(made, send_back, remarks="Thiếu số liệu quý IV ở tiêu chí 1")
    assert Submission.objects.get().remarks == "Thiếu số liệu quý IV ở tiêu chí 1"
    told = set(Notice.objects.filter(kind="campaigns.sent_back").values_list("person", flat=True))
    assert told == {made.people["officer"].pk, made.people["colleague"].pk}
    step(made, hand_up, "colleague")
    assert (state(made), Submission.objects.get().remarks) == ("with_head", "")


@pytest.mark.parametrize("who", ["officer", "head_2", "appraiser", "coordinator", "leader"])
def test_only_the_head_of_the_agency_approves_and_submits(made: Running, who: str) -> None:
    answer(made)
    with pytest.raises(NoRight):
        step(made, approve, who)
    step(made, approve)
    with pytest.raises(NoRight):
        step(made, submit, who)
    assert state(made) == "approved"


def test_who_stands_in_for_the_head_approves_and_submits(made: Running) -> None:
    answer(made)
    made.people["deputy"] = make_person("Phó Chủ tịch")
    stand_in(Appointment.objects.get(person=made.people["head"]), made.people["deputy"])
    step(made, approve, "deputy")
    receipt = step(made, submit, "deputy", accepts_gaps=True)
    assert receipt.by == made.people["deputy"]
    assert Entry.objects.get(verb="self_assessment_submitted").stand_in is not None


def test_nobody_submits_once_the_phase_is_closed(made: Running) -> None:
    answer(made)
    step(made, approve)
    made.close("self_assessment")
    made.open("completeness")
    with pytest.raises(NotNow):
        step(made, submit, accepts_gaps=True)
    assert state(made) == "approved"


def test_what_comes_late_is_taken_and_marked_where_the_campaign_says_so(made: Running) -> None:
    made.campaign.lateness = "marked"
    made.campaign.save()
    answer(made)
    step(made, approve)
    made.close("self_assessment")
    Phase.objects.update(late_until=timezone.now() + DAY)
    assert step(made, submit, accepts_gaps=True).is_late
    assert Submission.objects.get().is_late


def test_an_extension_makes_it_in_time_again(made: Running) -> None:
    answer(made)
    made.close("self_assessment")
    now = timezone.now()
    PhaseException.objects.create(
        campaign=made.campaign, kind="extension", phase="self_assessment", agency=made.ba_dinh,
        opens_at=now - DAY, closes_at=now + DAY, reason="Mất điện", granted_by=made.people["coordinator"],
    )  # fmt: skip
    step(made, approve)
    assert not step(made, submit, accepts_gaps=True).is_late


def test_what_was_submitted_is_read_and_not_written(made: Running) -> None:
    submitted(made)
    with pytest.raises(NotNow):
        answer(made, note="Sửa sau khi nộp", expected_version=1)
    stands = Answer.objects.get()
    assert (stands.version, stands.note) == (1, "Như biên bản kiểm tra")
    assert Submission.objects.get().revision == 1


def test_the_head_takes_back_what_was_submitted_while_the_phase_is_open(made: Running) -> None:
    receipt = submitted(made)
    with pytest.raises(Incomplete) as refused:
        step(made, take_back, reason="")
    assert codes(refused) == ["CH-7831"]
    step(made, take_back, reason="Nhầm số liệu tiêu chí 6")
    answer(made, note="Đúng", expected_version=1)
    assert state(made) == "drafting"
    assert not check_receipt(Receipt.objects.get()).is_same
    assert Receipt.objects.get() == receipt
    made.close("self_assessment")
    with pytest.raises(NotNow):
        step(made, approve)


def test_returned_for_supplement_opens_it_for_that_agency_alone(made: Running) -> None:
    submitted(made)
    made.close("self_assessment")
    made.open("completeness")
    until = timezone.now() + DAY
    with pytest.raises(NoRight):
        step(made, return_for_supplement, "head", reason="x", until=until)
    step(made, return_for_supplement, "coordinator", reason="Thiếu biên bản ở tiêu chí 6", until=until)
    told = set(Notice.objects.filter(kind="campaigns.returned").values_list("person", flat=True))
    assert told == {made.people[one].pk for one in ("officer", "colleague", "head")}
    assert (state(made), Submission.objects.get().supplement_until) == ("returned", until)
    answer(made, note="Kèm biên bản", expected_version=1)
    with pytest.raises(NotNow):
        answer(made, unit=made.hoan_kiem, who="officer_2")
    step(made, approve)
    second = step(made, submit, accepts_gaps=True)
    assert (second.number, second.is_late) == (2, False)
    first = Receipt.objects.get(number=1)
    assert check_receipt(first).later == second
    assert (check_receipt(first).is_same, check_receipt(second).is_same) == (False, True)


def test_returned_up_to_a_time_that_is_past_is_refused_and_nothing_changes(made: Running) -> None:
    submitted(made)
    made.close("self_assessment")
    made.open("completeness")
    with pytest.raises(Incomplete):
        step(made, return_for_supplement, "coordinator", reason="x", until=timezone.now() - DAY)
    assert state(made) == "submitted"
    assert not PhaseException.objects.exists()


def test_a_complete_submission_is_not_submitted_again_but_may_still_be_returned(made: Running) -> None:
    submitted(made)
    made.close("self_assessment")
    made.open("completeness")
    step(made, mark_complete, "coordinator")
    assert state(made) == "complete"
    with pytest.raises(Incomplete) as refused:
        step(made, mark_complete, "coordinator")
    assert codes(refused) == ["CH-7830"]
    until = timezone.now() + DAY
    step(made, return_for_supplement, "coordinator", reason="Sót một văn bản", until=until)
    assert state(made) == "returned"


def test_a_leaf_that_is_reopened_is_approved_and_submitted_anew(made: Running) -> None:
    submitted(made)
    made.close("self_assessment")
    now = timezone.now()
    PhaseException.objects.create(
        campaign=made.campaign, kind="leaf_reopened", phase="self_assessment", agency=made.ba_dinh, node="6",
        opens_at=now, closes_at=now + DAY, reason="Số liệu sai", granted_by=made.people["coordinator"],
    )  # fmt: skip
    answer(made, note="Đã sửa", expected_version=1)
    assert state(made) == "returned"
    with pytest.raises(NotNow):
        answer(made, node="8")
    step(made, approve)
    second = step(made, submit, accepts_gaps=True)
    assert (second.number, second.is_late) == (2, False)
    # The exception was for what came before: it does not open what was submitted after it.
    with pytest.raises(NotNow):
        answer(made, note="Lại sửa", expected_version=2)


def test_a_rehearsal_tells_nobody(made: Running) -> None:
    made.campaign.rehearsal_of = made.campaign
    made.campaign.save()
    answer(made)
    step(made, hand_up, "officer")
    assert not Notice.objects.exists()


def evidence(made: Running, sha256: str) -> Document:
    document = Document.objects.create(
        agency=made.ba_dinh, number="12/BC", title="Biên bản", added_by=made.people["officer"]
    )
    DocumentUse.objects.create(
        document=document,
        campaign=made.campaign,
        unit=made.ba_dinh,
        node="6",
        added_by=made.people["officer"],
    )
    replace_file(made, document, sha256)
    return document


def replace_file(made: Running, document: Document, sha256: str) -> None:
    content = Content.objects.create(
        agency=made.ba_dinh, sha256=sha256, size=1, kind="pdf", path=sha256[:8], scan="clean"
    )
    Revision.objects.create(
        document=document, number=document.revisions.count() + 1, content=content, name="bb.pdf",
        received=sha256, uploaded_by=made.people["officer"],
    )  # fmt: skip
