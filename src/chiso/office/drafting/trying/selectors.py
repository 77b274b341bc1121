"""Reading trials: those of a draft, one of them, and whether the draft has changed since."""

from __future__ import annotations

from dataclasses import dataclass

from chiso.frameworks.document import content_hash
from chiso.office.drafting.access import trial_for
from chiso.office.drafting.assembling import document_of
from chiso.office.drafting.models import Draft, Trial
from chiso.office.errors import NotFound
from chiso.office.people.models import Person


@dataclass(frozen=True, slots=True)
class ListedTrial:
    """A trial as a list shows it."""

    trial: Trial
    is_stale: bool


def trials_of(draft: Draft) -> list[ListedTrial]:
    """The trials of a draft, the latest first, without answers and results. Two queries."""
    now = content_hash(document_of(draft))
    rows = Trial.objects.filter(draft=draft).select_related("made_by").defer("answers", "units", "results")
    return [ListedTrial(row, row.document_hash != now) for row in rows]


def trial_of(person: Person, draft_key: str, key: str) -> Trial:
    """A trial by both keys. Raises NoRight, NotFound."""
    found = trial_for(person, key)
    if found.draft.key != draft_key:
        raise NotFound
    return found


def is_stale(trial: Trial) -> bool:
    """Whether the draft has changed since it was tried. One query."""
    return content_hash(document_of(trial.draft)) != trial.document_hash
