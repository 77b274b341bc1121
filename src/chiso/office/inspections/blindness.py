"""Second visits that know nothing of the first: what is kept from whom until when.

Whoever goes on such a visit sees nothing of the first one (the visit, its record, what was found, the
conclusion for the agency) before their own record is handed over, whatever else they are: what they find is
to be their own. So nobody goes who was on the first visit or wrote of it (`knowing`).
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from chiso.office.inspections.models import Visit


def looked_at_blind(teams: Collection[int]) -> Q:
    """The first visits that these teams are to look at without knowing of them."""
    return Q(pk__in=_kept(teams).values("again_of"))


def is_of_one_looked_at_blind(teams: Collection[int], to_visit: str = "visit") -> Q:
    """What belongs to such a visit (at the end of the relation `to_visit`)."""
    return Q(**{f"{to_visit}__in": _kept(teams).values("again_of")})


def concludes_one_looked_at_blind(teams: Collection[int]) -> Q:
    """The conclusions for agencies that these teams are to look at without knowing what was found."""
    rows = _kept(teams).filter(inspection=OuterRef("inspection"), place__agency=OuterRef("agency"))
    return Q(Exists(rows))


def not_before_the_second_draw_opens(to_visit: str = "") -> Q:
    """Visits (at the end of the relation `to_visit`, such as "visit__") but second ones whose draw is not
    opened: for who sees no draw before."""
    is_opened = Q(**{f"{to_visit}inspection__second_draw__opened_at__isnull": False})
    return ~Q(**{f"{to_visit}how": "blind"}) | is_opened


def _kept(teams: Collection[int]) -> QuerySet[Visit]:
    return Visit.objects.filter(how="blind", team__in=list(teams), handed_over_at=None).order_by()
