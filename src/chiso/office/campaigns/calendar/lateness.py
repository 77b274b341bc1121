"""Until when an agency was to be ready, and whether it is late.

An extension, and a leaf that was opened again, move the deadline of those whom they name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import BigIntegerField
from django.utils import timezone

from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.models import Campaign, Phase, PhaseException
from chiso.office.campaigns.participants import Leaf
from chiso.office.compiled import Compiled, given
from chiso.office.organisation.models import Agency
from chiso.office.people.rights import is_within
from chiso.scoring.answers import AnswerStatus


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Phases of a campaign and what was excepted from them: asked once, for any number of agencies."""

    phases: tuple[Phase, ...]
    exceptions: tuple[PhaseException, ...]

    def of(self, agency: int, node: str = "", kind: str = "self_assessment") -> datetime | None:
        """When a phase closes for an agency, of one node or (the last) of the whole; None: no such phase."""
        ends = [one.closes_at for one in self.phases if one.kind == kind and _reaches(one.nodes, node)]
        ends += [
            one.closes_at
            for one in self.exceptions
            if one.phase == kind and one.agency_id in (None, agency) and _reaches([one.node], node)
        ]
        return max(ends, default=None)

    def is_late(self, agency: int, at: datetime, node: str = "", kind: str = "self_assessment") -> bool:
        """Whether a phase is over for an agency at a time."""
        end = self.of(agency, node, kind)
        return end is not None and end <= at


def deadlines_of(campaign: Campaign) -> Deadlines:
    """The deadlines of all agencies of a campaign. Two queries."""
    return Deadlines(tuple(_PHASES.rows(campaign=campaign.pk)), tuple(_EXCEPTIONS.rows(campaign=campaign.pk)))


_CAMPAIGN = given("campaign", BigIntegerField())
_PHASES = Compiled(lambda: Phase.objects.filter(campaign=_CAMPAIGN))
_EXCEPTIONS = Compiled(lambda: PhaseException.objects.filter(campaign=_CAMPAIGN, withdrawn_at=None))


def is_late(
    campaign: Campaign,
    agency: Agency | int,
    node: str = "",
    at: datetime | None = None,
    *,
    kind: str = "self_assessment",
) -> bool:
    """Whether what an agency does at a time (now) comes after the deadline that holds for it.

    `node` "": of all that it answers for. Two queries.
    """
    key = agency if isinstance(agency, int) else agency.pk
    return deadlines_of(campaign).is_late(key, at or timezone.now(), node, kind)


def with_status_by_time(campaign: Campaign, leaf: Leaf, given: Given, stands: Given | None) -> Given:
    """What an agency gives about a leaf now, as late where campaign and set score lateness, else as given.

    What stood there in time and is saved again unchanged stays in time. No query but where it may be late.
    """
    if given.status not in ("given", "late"):
        return given
    status: AnswerStatus = "given"
    if campaign.lateness == "by_rule" and leaf.node.when_late == "zero":
        is_same = stands is not None and stands.rows == given.rows and stands.status == "given"
        if not is_same and is_late(campaign, leaf.responsible, leaf.code):
            status = "late"
    return replace(given, status=status)


def _reaches(parts: list[str], node: str) -> bool:
    return not parts or not node or any(is_within(node, one) for one in parts)
