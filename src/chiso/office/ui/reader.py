"""Who reads the page: the person, what they hold now, the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from chiso.language import Language, Text, listing, text
from chiso.office.people.holdings import Holding, holdings
from chiso.office.people.models import Person
from chiso.office.people.rights import may_somewhere
from chiso.office.people.roles import NAMES, Role

# Beside the name there is room for so many agencies; the account page names them all.
MOST_AGENCIES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Reader:
    """The person for whom a page is made, and the grounds for their rights."""

    person: Person
    held: list[Holding]
    at: datetime
    language: Language = "vi"

    @property
    def agencies(self) -> frozenset[int]:
        """The agencies (primary keys) for which they may act."""
        found = (one.appointment.agency_id for one in self.held)
        return frozenset(agency for agency in found if agency is not None)

    def may_somewhere(self, action: str) -> bool:
        """Whether they hold a role that may do `action` anywhere."""
        return may_somewhere(self.person, action)

    def holds(self, role: Role) -> bool:
        """Whether they hold a role now."""
        return any(one.appointment.role == role for one in self.held)

    @property
    def standing(self) -> Text | str:
        """What stands below the name: the agencies, else the roles; of a stand-in, for whom."""
        deputy_first = sorted(self.held, key=lambda holding: holding.stand_in is None)
        names = list(dict.fromkeys(_standing_of(holding) for holding in deputy_first))
        if not names:
            return text("no role at present")
        if len(names) > MOST_AGENCIES_SHOWN:
            shown, more = listing(names[:MOST_AGENCIES_SHOWN]), len(names) - MOST_AGENCIES_SHOWN
            return text("{names} and {count} more", names=shown, count=more)
        return text("{names}", names=listing(names))


def _standing_of(holding: Holding) -> Text | str:
    by = holding.appointment
    name = by.agency.name if by.agency is not None else NAMES[Role(by.role)]
    if holding.stand_in is None:
        return name
    return text("on behalf of {name}, {agency}", name=by.person.full_name, agency=name)


def reader_of(request: HttpRequest) -> Reader | None:
    """The reader of this request; None where nobody is signed in."""
    # A request that is refused early (a foreign host name) has no person yet.
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return None
    known: Reader | None = getattr(request, "reader", None)
    if known is None or known.person.pk != request.user.pk:
        at = timezone.now()
        language: Language = getattr(request, "language", "vi")
        known = Reader(request.user, holdings(request.user), at, language)
        request.reader = known  # type: ignore[attr-defined]
    return known
