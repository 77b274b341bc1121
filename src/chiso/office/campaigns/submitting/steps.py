"""The steps of a submission: laid before the head, sent back, approved, submitted, taken back.

    drafting ─hand_up→ with_head ─approve→ approved ─submit→ submitted
    with_head ─send_back→ sent_back      submitted ─take_back→ drafting

The head may also approve what nobody laid before them. An approval points at a revision and at the
digest of what stood there: whatever changes afterwards, it is not submitted.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max
from django.utils import timezone

from chiso.language import listing, text
from chiso.office.campaigns.access import APPROVE, HAND_UP, SUBMIT
from chiso.office.campaigns.calendar.lateness import is_late
from chiso.office.campaigns.models import Campaign, Receipt, Submission
from chiso.office.campaigns.participants import participants_with
from chiso.office.campaigns.submitting.access import where_of_agency
from chiso.office.campaigns.submitting.content import Content, content_of
from chiso.office.campaigns.submitting.states import STATE_NAMES
from chiso.office.campaigns.submitting.telling import HANDED_UP, SENT_BACK, tell_heads, tell_officers
from chiso.office.errors import Conflict, Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import save_next
from chiso.problems import Place, Problem

declare_verbs(
    {
        "laid_before_head": text("laid revision {revision} before the head"),
        "sent_back_to_officers": text("sent revision {revision} back to the officers"),
        "self_assessment_approved": text("approved revision {revision}, digest {content}"),
        "self_assessment_submitted": text(
            "submitted revision {revision}; receipt {receipt}, digest {content}"
        ),
        "submission_taken_back": text("took back what was submitted"),
    }
)
# What was approved is approved anew where a file behind it was replaced: no step notes that.
TO_APPROVE = ("drafting", "with_head", "sent_back", "returned", "approved")
LONGEST_WORDS = 5_000


def hand_up(*, actor: Person, campaign: Campaign, agency: Agency, expected_version: int) -> Submission:
    """Lay what an agency has entered before its head; the heads are told.

    `expected_version` 0: nothing was entered yet. Raises NoRight, NotNow, Conflict, Incomplete (CH-7830).
    """
    where = where_of_agency(campaign, agency)
    decision = require(actor, HAND_UP, where)
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        current = lock_submission(campaign, agency, expected_version, ("drafting", "sent_back", "returned"))
        current.state, current.remarks = "with_head", ""
        save_next(current)
        work.record("laid_before_head", current, facts={"revision": current.revision})
        tell_heads(work, current, HANDED_UP)
    return current


def send_back(
    *, actor: Person, campaign: Campaign, agency: Agency, remarks: str, expected_version: int
) -> Submission:
    """Send what lies before the head back to the officers, who are told, with remarks.

    Raises NoRight, NotNow, Conflict, Incomplete (CH-7830 state, CH-7831 no remarks or too long).
    """
    where = where_of_agency(campaign, agency)
    decision = require(actor, APPROVE, where)
    refuse_words(remarks, "remarks")
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        current = lock_submission(campaign, agency, expected_version, ("with_head", "approved"))
        _let_approval_fall(current)
        current.state, current.remarks = "sent_back", remarks
        save_next(current)
        facts = {"revision": current.revision}
        work.record("sent_back_to_officers", current, facts=facts, words={"remarks": remarks})
        tell_officers(work, current, SENT_BACK)
    return current


def approve(*, actor: Person, campaign: Campaign, agency: Agency, expected_version: int) -> Submission:
    """Approve what stands; it is not submitted by this. The approval falls when anything changes.

    Raises NoRight, NotNow, Conflict (somebody saved since the head read it), Incomplete (CH-7830).
    """
    where = where_of_agency(campaign, agency)
    decision = require(actor, APPROVE, where)
    participants = participants_with(campaign, agency)
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        current = lock_submission(campaign, agency, expected_version, TO_APPROVE)
        content = content_of(participants, agency)
        current.state, current.approved_revision = "approved", current.revision
        current.approved_by, current.approved_at = actor, timezone.now()
        current.approved_content = content.digest
        save_next(current)
        facts = {"revision": current.revision, "content": content.digest}
        work.record("self_assessment_approved", current, facts=facts)
    return current


def submit(
    *,
    actor: Person,
    campaign: Campaign,
    agency: Agency,
    expected_version: int,
    accepts_gaps: bool = False,
) -> Receipt:
    """Hand in the approved revision; the receipt says what was handed in, and when.

    Does not notify. `accepts_gaps`: whoever submits has seen what is missing. Raises NoRight, NotNow,
    Conflict, Incomplete (CH-7830 not approved, CH-7832 changed since the approval, CH-7833 gaps).
    """
    # What came in time is in time, however long it waits for its turn to be written.
    at = timezone.now()
    where = where_of_agency(campaign, agency)
    decision = require(actor, SUBMIT, where)
    participants = participants_with(campaign, agency)
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        current = lock_submission(campaign, agency, expected_version, ("approved",))
        content = content_of(participants, agency)
        problems = _problems(current, content, accepts_gaps=accepts_gaps)
        if problems:
            raise Incomplete(problems)
        receipt = _receipt(current, content, actor)
        receipt.at, receipt.is_late = at, is_late(campaign, agency, at=at)
        receipt.save()
        current.state, current.submitted_at, current.is_late = "submitted", at, receipt.is_late
        save_next(current)
        facts = {
            "revision": receipt.revision, "receipt": receipt.number, "content": receipt.content,
            "answered": receipt.answered, "of_leaves": receipt.of_leaves, "late": receipt.is_late,
        }  # fmt: skip
        work.record("self_assessment_submitted", current, facts=facts)
    return receipt


def take_back(
    *, actor: Person, campaign: Campaign, agency: Agency, reason: str, expected_version: int
) -> Submission:
    """Take back what was submitted while self-assessment is open; the receipt stays, it is worked on again.

    Raises NoRight, NotNow, Conflict, Incomplete (CH-7830 state, CH-7831 no reason or too long).
    """
    where = where_of_agency(campaign, agency)
    decision = require(actor, SUBMIT, where)
    refuse_words(reason, "reason")
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        current = lock_submission(campaign, agency, expected_version, ("submitted",))
        _let_approval_fall(current)
        current.state, current.submitted_at, current.is_late = "drafting", None, False
        save_next(current)
        work.record("submission_taken_back", current, words={"reason": reason})
    return current


def lock_submission(
    campaign: Campaign, agency: Agency, expected_version: int, states: Collection[str]
) -> Submission:
    """The submission of an agency, locked; it begins with its first step or answer.

    Raises Conflict, Incomplete (CH-7830: it is in another state than one of these).
    """
    made, is_new = Submission.objects.get_or_create(campaign=campaign, agency=agency)
    current = made if is_new else Submission.objects.select_for_update().get(pk=made.pk)
    stands = 0 if is_new else current.version
    if stands != expected_version:
        raise Conflict(current, None, expected_version=expected_version, version=stands)
    if current.state not in states:
        expected = text(
            "Expected a self-assessment that is: {states}.",
            states=listing([STATE_NAMES[state] for state in states]),
        )
        mend = text("Open the page anew: it shows the next step.")
        raise Incomplete([Problem("CH-7830", Place(agency.name), STATE_NAMES[current.state], expected, mend)])
    current.campaign, current.agency = campaign, agency
    return current


def refuse_words(words: str, field: str) -> None:
    """Raises Incomplete (CH-7831) where nothing was said, or too much."""
    if words.strip() and len(words) <= LONGEST_WORDS:
        return
    expected = text("Expected words that say why, at most {count} letters.", count=LONGEST_WORDS)
    mend = text("Say in a sentence or two what is to be done, and where.")
    raise Incomplete([Problem("CH-7831", Place(field=field), "", expected, mend)])


def _let_approval_fall(current: Submission) -> None:
    current.approved_revision = current.approved_by = current.approved_at = None
    current.approved_content = ""


def _problems(current: Submission, content: Content, *, accepts_gaps: bool) -> list[Problem]:
    if (current.approved_revision, current.approved_content) != (current.revision, content.digest):
        expected = text("Expected what the head approved; something has changed since, such as a file.")
        mend = text("Look at it once more and approve it anew, then submit.")
        return [Problem("CH-7832", Place(content.agency.name), "", expected, mend)]
    if content.lacking and not accepts_gaps:
        expected = text("Expected every criterion to be answered and proved, or that you submit it as it is.")
        mend = text("Fill in what is listed, or tick that you submit with these gaps.")
        found = text("{count} criteria", count=len(content.lacking))
        return [Problem("CH-7833", Place(content.agency.name), found, expected, mend)]
    return []


def _receipt(current: Submission, content: Content, actor: Person) -> Receipt:
    """The receipt with the next number of its campaign: whoever submits at the same moment waits for it."""
    # Without `no_key` every row that refers to the campaign would wait as well.
    Campaign.objects.select_for_update(no_key=True).get(pk=current.campaign_id)
    last = Receipt._base_manager.filter(campaign=current.campaign_id).aggregate(last=Max("number"))["last"]
    return Receipt(
        submission=current, campaign=current.campaign, agency=current.agency, number=(last or 0) + 1,
        revision=current.revision, content=content.digest, of_leaves=len(content.leaves),
        answered=content.answered, not_applicable=content.not_applicable,
        without_evidence=content.without_evidence, documents=content.documents, files=content.files,
        by=actor, approved_by=current.approved_by,
    )  # fmt: skip
