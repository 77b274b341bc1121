"""Reading what was brought: criteria that come from elsewhere, their versions, what a version says."""

from __future__ import annotations

from dataclasses import dataclass

from chiso.frameworks.model import Node
from chiso.office.campaigns.access import BRING, WATCH
from chiso.office.campaigns.models import Campaign, Sheet
from chiso.office.campaigns.participants import Participants
from chiso.office.errors import NotFound
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may, may_somewhere, require_for_page
from chiso.scoring.questions import questions_of


@dataclass(frozen=True, slots=True)
class Brought:
    """A criterion with the versions of its figures, the latest first."""

    node: Node
    sheets: tuple[Sheet, ...]

    @property
    def latest(self) -> Sheet | None:
        """The version that counts."""
        return next((sheet for sheet in self.sheets if sheet.withdrawn_at is None), None)

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether the set says that somebody else than the agency gives the figures."""
        return bool(self.node.assessed_by) and "self" not in self.node.assessed_by


def may_read_sheets(person: Person, campaign: Campaign) -> None:
    """Who brings figures, and who watches the whole. Raises NoRight."""
    if not may_somewhere(person, BRING) and not may(person, WATCH, Where(campaign=campaign)):
        require_for_page(person, BRING, Where(campaign=campaign))


def criteria_of(participants: Participants) -> list[Brought]:
    """Every criterion that is answered: those that come from elsewhere or were brought already first."""
    kept: dict[str, list[Sheet]] = {}
    for sheet in (
        Sheet.objects.select_related("brought_by").filter(campaign=participants.campaign).defer("table")
    ):
        kept.setdefault(sheet.node, []).append(sheet)
    questions = questions_of(participants.framework).by_code.values()
    found = [Brought(one.node, tuple(kept.get(one.node.code, ()))) for one in questions if one.own_inputs]
    return sorted(found, key=lambda one: not (one.sheets or one.is_from_elsewhere))


def criterion_of(participants: Participants, code: str) -> Brought:
    """One criterion with its versions. Raises NotFound."""
    question = questions_of(participants.framework).by_code.get(code)
    if question is None or not question.own_inputs:
        raise NotFound
    sheets = Sheet.objects.select_related("brought_by").filter(campaign=participants.campaign, node=code)
    return Brought(question.node, tuple(sheets.defer("table")))


def sheet_for(campaign: Campaign, key: str) -> Sheet:
    """A version by its key. Raises NotFound."""
    found = Sheet.objects.select_related("brought_by").filter(campaign=campaign, key=key).first()
    if found is None:
        raise NotFound
    return found


def sheets_of(campaign: Campaign) -> list[Sheet]:
    """Every version of every criterion, by criterion, the latest first; without their tables."""
    return list(Sheet.objects.filter(campaign=campaign).defer("table").order_by("node", "-number"))
