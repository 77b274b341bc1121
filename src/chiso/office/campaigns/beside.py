"""What other apps know of an agency while it is assessed, shown on its pages of a campaign.

A campaign does not know them: an app above names a function (`stands_beside`) that says, for a reader and an
agency, what they may see there. One query or two each, and nothing where there is nothing. A second
function knows what of that bears on one criterion; it stands on the page of the criterion, for whoever gives
its figures and for whoever appraises them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from chiso.language import Text
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person


@dataclass(frozen=True, slots=True)
class Beside:
    """One line: what there is, where it is read ("" where its reader reads no more of it); `kind` is that of
    a tag."""

    words: Text
    address: str
    kind: str = ""


Provider: TypeAlias = Callable[[Person, Agency], Iterable[Beside]]
# Of a criterion: its framework by id, its code.
OfCriterion: TypeAlias = Callable[[Person, Agency, str, str], Iterable[Beside]]
_PROVIDERS: dict[str, Provider] = {}
_OF_CRITERIA: dict[str, OfCriterion] = {}


def stands_beside(app: str, provider: Provider) -> None:
    """Name the function that knows what stands beside an agency."""
    _PROVIDERS[app] = provider


def beside(person: Person, agency: Agency) -> list[Beside]:
    """What a reader may see beside an agency, of every app."""
    return [one for provider in _PROVIDERS.values() for one in provider(person, agency)]


def stands_beside_criteria(app: str, provider: OfCriterion) -> None:
    """Name the function that knows what stands beside a criterion of an agency."""
    _OF_CRITERIA[app] = provider


def beside_criterion(person: Person, agency: Agency, framework: str, code: str) -> list[Beside]:
    """What whoever may read a criterion of an agency may see beside it, of every app."""
    return [one for provider in _OF_CRITERIA.values() for one in provider(person, agency, framework, code)]
