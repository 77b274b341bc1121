"""What everybody may know of a draw, without signing in: before it is opened that it is sealed, no more.

    from the sealing    number, commitment of the seed, hash of what was approved, the moments of both
    once it is over     the files from which anybody draws again, with seed and salt
    of second visits    the same of their own draw: its commitment, its files once those of the first lie open

Over is a draw that was opened and whose visited agencies all have their record, or whose inspection was
closed: an agency learns here no sooner than from its own record that it was to be visited. So the files also
wait for the visits of other draws of which their frame may tell, of second visits until their seed is open.
"""

from __future__ import annotations

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from chiso.office.errors import NotFound
from chiso.office.inspections.blindness import not_before_the_second_draw_opens
from chiso.office.inspections.models import Inspection, Place, SecondDraw, Visit


def public_draws() -> QuerySet[Inspection]:
    """The inspections whose seed is sealed, the latest first; `lies_open`, `second_lies_open`: the files of
    the draw, and those of its second visits, are for everybody."""
    rows = _sealed().order_by("-pk")
    return rows.annotate(lies_open=_is(_lies_open()), second_lies_open=_is(_second_lies_open()))


def _sealed() -> QuerySet[Inspection]:
    return Inspection.objects.exclude(commitment="").select_related("second_draw")


def _lies_open() -> Q:
    waits = Visit.objects.filter(inspection=OuterRef("pk"), again_of=None, handed_over_at=None).order_by()
    over = Q(opened_at__isnull=False) & (Q(closed_at__isnull=False) | Q(~Exists(waits)))
    return over & Q(~Exists(_visits_kept_back()))


def _second_lies_open() -> Q:
    blind = Visit.objects.filter(inspection=OuterRef("pk"), how="blind", handed_over_at=None).order_by()
    return Q(second_draw__opened_at__isnull=False) & _lies_open() & Q(~Exists(blind))


def _is(so: Q) -> Case:
    return Case(When(so, then=Value(True)), default=Value(False), output_field=BooleanField())


def _visits_kept_back() -> QuerySet[Visit]:
    """The visits of other draws of which the frame may tell, before those lie open or are over themselves."""
    agencies = Place.objects.filter(inspection=OuterRef(OuterRef("pk"))).order_by().values("agency")
    rows = Visit.objects.filter(place__agency__in=agencies, ended_at__lte=OuterRef("sealed_at"))
    rows = rows.filter(inspection__is_made_up=OuterRef("is_made_up")).exclude(inspection=OuterRef("pk"))
    told = Q(inspection__opened_at__isnull=False, handed_over_at__isnull=False)
    told &= not_before_the_second_draw_opens()
    return rows.exclude(told | Q(inspection__closed_at__isnull=False)).order_by()


def draw_laid_open(number: str) -> Inspection:
    """An inspection whose draw lies open. Raises NotFound: there is none, or it does not yet."""
    return _found(_sealed().filter(_lies_open(), number=number))


def second_draw_laid_open(number: str) -> SecondDraw:
    """The draw of second visits of an inspection that lies open. Raises NotFound."""
    return _found(_sealed().filter(_second_lies_open(), number=number)).second_draw


def _found(rows: QuerySet[Inspection]) -> Inspection:
    found: Inspection | None = rows.first()
    if found is None:
        raise NotFound
    return found
