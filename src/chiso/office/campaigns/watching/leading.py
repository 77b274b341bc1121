"""The page of the city's leader: where a campaign stands, what is late, who must act. One sheet of paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.language import Text, Value, text, text_by_count
from chiso.office.campaigns.models import Campaign, Edition, Petition, Phase, Question
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.phases import NAMES
from chiso.office.campaigns.watching.line import next_of, now_of
from chiso.office.campaigns.watching.matrix import Matrix, matrix_of
from chiso.office.campaigns.watching.pace import Progress, progress_of
from chiso.office.campaigns.watching.standing import AgainstTargets, standing_of
from chiso.office.organisation.models import Agency

# A sheet has room for so many lines; how many more there are is said.
MOST_LATE = 8


@dataclass(frozen=True, slots=True)
class Late:
    """Something that is late or will be: who, what, since or until when."""

    who: str
    what: Text
    when: datetime | None


@dataclass(frozen=True)
class LeaderPage:
    """Everything on the sheet."""

    matrix: Matrix
    progress: Progress
    standing: AgainstTargets | None
    late: tuple[Late, ...]
    more_late: int
    act: tuple[Text, ...]


def leader_page_of(campaign: Campaign, at: datetime) -> LeaderPage:
    """The sheet as it stands. For those who may watch the whole.

    Raises BadInput where a rule cannot look at an answer.
    """
    participants = participants_of(campaign)
    phases = list(campaign.phases.all())
    matrix, progress = matrix_of(campaign, at, participants), progress_of(campaign, at)
    units = list(participants.units)
    standing = standing_of(campaign, units[0], participants) if len(units) == 1 else None
    late = [*_late_agencies(matrix), *_slow(progress), *_unanswered(campaign, at)]
    act = tuple(_act(campaign, phases, matrix, progress, at))
    return LeaderPage(matrix, progress, standing, tuple(late[:MOST_LATE]), max(0, len(late) - MOST_LATE), act)


def _late_agencies(matrix: Matrix) -> Iterator[Late]:
    behind = [row for row in matrix.rows if row.is_behind]
    for row in sorted(behind, key=lambda one: (one.state != "late", one.share)):
        what = text("{done} of {of} criteria, not handed in", done=row.done, of=row.of)
        yield Late(row.agency.name, what, matrix.timing.deadline_of(row.agency.pk))


def _slow(progress: Progress) -> Iterator[Late]:
    closes = progress.phase.closes_at if progress.phase is not None else None
    for pace in progress.slow:
        end: Value = pace.ends_on if pace.ends_on is not None else text("no end in sight")
        what = text("appraisal: {left} criteria left; at this pace done on {end}", left=pace.left, end=end)
        yield Late(pace.agency.name if pace.agency is not None else "", what, closes)


def _unanswered(campaign: Campaign, at: datetime) -> Iterator[Late]:
    with scopes_disabled():
        questions = Question.objects.filter(campaign=campaign, closed_at=None, answer_until__lte=at)
    rows = questions.order_by().exclude(replies__is_appraiser=False).values("agency")
    counted = {row["agency"]: row for row in rows.annotate(n=Count("pk"), first=Min("answer_until"))}
    for agency in Agency.objects.filter(pk__in=counted):
        row = counted[agency.pk]
        what = text_by_count("one question not answered", "{count} questions not answered", row["n"])
        yield Late(agency.name, what, row["first"])


def _act(
    campaign: Campaign, phases: list[Phase], matrix: Matrix, progress: Progress, at: datetime
) -> Iterator[Text]:
    """Who must act, in the order of a campaign."""
    waiting = Edition.objects.filter(campaign=campaign, state="prepared").exclude(run_hash="").first()
    if waiting is not None:
        yield text("City leader: approve edition {number}, or send it back.", number=waiting.number)
    now = now_of(phases, at)
    if now is not None:
        yield text("Open now: {phase}, {left}.", phase=NAMES[now.phase.kind], left=now.left)
    left = len(matrix.rows) - matrix.handed_in
    if left and now is not None and now.phase.kind in ("self_assessment", "completeness"):
        yield text_by_count(
            "Heads of agencies: one self-assessment is to be handed in.",
            "Heads of agencies: {count} self-assessments are to be handed in.",
            left,
        )
    if progress.whole.left and progress.phase is not None and progress.phase.opens_at <= at:
        yield text_by_count(
            "Appraising agencies: one criterion is to be appraised.",
            "Appraising agencies: {count} criteria are to be appraised.",
            progress.whole.left,
        )
    with scopes_disabled():
        petitions = Petition.objects.filter(campaign=campaign, state="open").count()
    if petitions:
        yield text_by_count(
            "Council: one petition is to be answered.",
            "Council: {count} petitions are to be answered.",
            petitions,
        )
    upcoming = next_of(phases, at)
    if upcoming is not None:
        yield text(
            "Next: {phase}, opens {day}.",
            phase=NAMES[upcoming.kind],
            day=timezone.localdate(upcoming.opens_at),
        )
