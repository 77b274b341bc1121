"""Reading submissions: the page of one agency, the list of all, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Count, Q
from django_scopes import scopes_disabled

from chiso.language import Text
from chiso.office.campaigns.calendar.lateness import deadlines_of
from chiso.office.campaigns.models import Answer, Campaign, Receipt, Submission
from chiso.office.campaigns.participants import Participants
from chiso.office.campaigns.submitting.content import Content, content_of
from chiso.office.campaigns.submitting.deadlines import Deadline, deadline_of
from chiso.office.campaigns.submitting.states import NOT_BEGUN, STATE_NAMES
from chiso.office.compiled import Compiled, given
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person


@dataclass(frozen=True)
class Standing:
    """How far one agency is. `submission` None: nothing was entered yet."""

    agency: Agency
    submission: Submission | None
    content: Content
    deadline: Deadline
    receipts: tuple[Receipt, ...]

    @property
    def state(self) -> str:
        """The state; an approval that does not hold for what stands is none."""
        if self.submission is None:
            return "drafting"
        return "with_head" if self.has_fallen else self.submission.state

    @property
    def has_fallen(self) -> bool:
        """Whether something was changed since the approval that no step has noted, such as a file."""
        one = self.submission
        return one is not None and one.state == "approved" and one.approved_content != self.content.digest

    @property
    def version(self) -> int:
        """The version that a step names; 0: nothing stands yet."""
        return self.submission.version if self.submission is not None else 0

    @property
    def revision(self) -> int:
        """How often something was changed."""
        return self.submission.revision if self.submission is not None else 0


def standing_of(participants: Participants, agency: Agency) -> Standing:
    """How far an agency is. Eight queries."""
    campaign = participants.campaign
    whose = {"campaign": campaign.pk, "of": agency.pk}
    submission, receipts = _SUBMISSION.first(**whose), _RECEIPTS.rows(**whose)
    for receipt in receipts:
        receipt.campaign = campaign
    return Standing(
        agency,
        submission,
        content_of(participants, agency),
        deadline_of(campaign, agency),
        tuple(receipts),
    )


_PLACE = {"campaign": given("campaign", BigIntegerField()), "agency": given("of", BigIntegerField())}
_SUBMISSION = Compiled(
    lambda: Submission.objects.select_related("approved_by").filter(**_PLACE).order_by("pk")[:1]
)
_RECEIPTS = Compiled(lambda: Receipt.objects.select_related("by").filter(**_PLACE))


def receipt_just_given(person: Person, campaign: Campaign, agency: Agency) -> Receipt | None:
    """The receipt of what stands as submitted, if this person submitted it."""
    submission = Submission.objects.filter(campaign=campaign, agency=agency, state="submitted").first()
    if submission is None:
        return None
    receipt: Receipt | None = Receipt.objects.filter(submission=submission).order_by("-number").first()
    if receipt is None or receipt.by_id != person.pk:
        return None
    receipt.campaign = campaign
    return receipt


@dataclass(frozen=True, slots=True)
class Row:
    """One agency in the list of submissions; `answered` of `of_leaves` criteria; `deadline` is its own."""

    agency: Agency
    state: str
    state_name: Text
    answered: int
    of_leaves: int
    submission: Submission | None
    receipt: Receipt | None
    deadline: datetime | None

    @property
    def is_missing(self) -> bool:
        """Whether nothing of it can be appraised yet."""
        return self.state not in ("submitted", "complete")


def submissions_of(participants: Participants) -> list[Row]:
    """Every agency that answers for something: those that have not submitted first. Seven queries.

    All of them, whoever asks: the page has asked the right to the list.
    """
    campaign = participants.campaign
    with scopes_disabled():
        submissions = {one.agency_id: one for one in Submission.objects.filter(campaign=campaign)}
        receipts = {
            one.agency_id: one for one in Receipt.objects.filter(campaign=campaign).order_by("number")
        }
        answered = _answered(campaign)
    for receipt in receipts.values():
        receipt.campaign = campaign
    deadlines = deadlines_of(campaign)
    rows = []
    for agency in participants.agencies.values():
        submission = submissions.get(agency.pk)
        has_begun = submission is not None or agency.pk in answered
        state = submission.state if submission is not None else "drafting"
        rows.append(
            Row(
                agency,
                state,
                STATE_NAMES[state] if has_begun else NOT_BEGUN,
                answered.get(agency.pk, 0),
                len(participants.leaves_of(agency)),
                submission,
                receipts.get(agency.pk),
                deadlines.of(agency.pk),
            )
        )
    return sorted(rows, key=lambda row: not row.is_missing)


def counts_of(rows: Iterable[Row]) -> dict[str, int]:
    """How many agencies are missing, to be checked, complete."""
    found = {"missing": 0, "submitted": 0, "complete": 0, "all": 0}
    for row in rows:
        found["all"] += 1
        found["missing" if row.is_missing else row.state] += 1
    return found


def _answered(campaign: Campaign) -> dict[int, int]:
    """How many leaves of each agency have an answer."""
    given = Answer.objects.filter(~Q(status="missing"), campaign=campaign, layer="self_assessed", seat=1)
    return dict(given.values_list("agency").annotate(number=Count("pk")))
