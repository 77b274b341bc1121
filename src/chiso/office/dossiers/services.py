"""Bringing dossiers in, and withdrawing what was brought: counts of whole months of agencies, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from chiso.language import Text, text
from chiso.office.dossiers.access import BRING, CHAIN, where_of_dossiers
from chiso.office.dossiers.counting import Brought, Counted, count_brought, written_counts
from chiso.office.dossiers.models import AgencyMonth, AgencyTally, Intake, PlaceCounts
from chiso.office.dossiers.problems import not_to_withdraw
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.procedures.tallies import month_number

SHAPE_NAMES = {"dossiers": text("single dossiers, counted here"), "counts": text("monthly counts")}
ORIGIN_NAMES = {"file": text("from a file"), "api": text("from another system")}
declare_values({f"shape_{one}": title for one, title in SHAPE_NAMES.items()})
declare_verbs(
    {
        "dossiers_brought": text(
            "brought dossiers of {period} in: {rows} rows, {agencies} agencies, {replaced} of their months "
            "replaced"
        ),
        "dossiers_withdrawn": text("withdrew what was brought of {period}: {reason}"),
    }
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of what was brought; `is_known`: the same stands already, nothing was done."""

    intake: Intake
    is_known: bool
    replaced: int = 0
    remarks: tuple[Text, ...] = ()


def bring_dossiers(*, actor: Person, brought: Brought, origin: str, is_made_up: bool = False) -> Taken:
    """Count what came, and let its counts stand for the agencies and months that it tells of.

    An agency's month is replaced as a whole: bring all of it. The same again, while it stands whole, is
    known. Raises NoRight, BadInput (as `count_brought`, every problem at once).
    """
    decision = require(actor, BRING, where_of_dossiers())
    digest = brought.sha256
    known = _standing(digest, is_made_up)
    if known is not None:
        return Taken(known, is_known=True)
    # Before the lock: a large file takes seconds.
    counted = count_brought(brought)
    agencies = len({agency for agency, _ in counted.places})
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        known = _standing(digest, is_made_up)
        if known is not None:
            # Somebody brought the same while it was counted.
            work.record("dossiers_brought", known, facts=_facts(known, agencies) | {"again": True})
            return Taken(known, is_known=True)
        first, last = counted.period.first_day, counted.period.last_day
        made: Intake = Intake.objects.create(
            number=_next_number(), shape=brought.shape, origin=origin, name=brought.name[:200],
            period=str(counted.period), first_month=month_number(first.year, first.month),
            last_month=month_number(last.year, last.month), rows=counted.rows, sha256=digest,
            is_made_up=is_made_up, brought_by=actor,
        )  # fmt: skip
        replaced = _replace(made, counted)
        _write(made, counted)
        work.record("dossiers_brought", made, facts=_facts(made, agencies, replaced))
    return Taken(made, is_known=False, replaced=replaced, remarks=tuple(counted.remarks))


def withdraw_intake(*, actor: Person, intake: Intake, reason: str, expected_version: int) -> Intake:
    """Let what was brought count no more; what it replaced stands again.

    Raises NoRight, Conflict, Incomplete (CH-8868: no reason, withdrawn already, replaced by a later one).
    """
    decision = require(actor, BRING, where_of_dossiers())
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = lock_version(intake, expected_version, given={"reason": reason})
        _refuse_withdrawal(current, reason)
        AgencyMonth.objects.filter(replaced_by=current).update(replaced_by=None)
        current.withdrawn_by, current.withdrawn_at = actor, timezone.now()
        current.withdrawn_for = reason.strip()
        save_next(current)
        facts = {"number": current.number, "period": current.period}
        work.record("dossiers_withdrawn", current, facts=facts, words={"reason": current.withdrawn_for})
    return current


def _facts(intake: Intake, agencies: int, replaced: int = 0) -> dict[str, object]:
    return {
        "number": intake.number, "period": intake.period, "shape": f"shape_{intake.shape}",
        "rows": intake.rows, "agencies": agencies, "replaced": replaced, "sha256": intake.sha256,
        "origin": intake.origin, "is_made_up": intake.is_made_up,
    }  # fmt: skip


def _refuse_withdrawal(current: Intake, reason: str) -> None:
    if current.withdrawn_at is not None:
        raise Incomplete([not_to_withdraw(current.number, text("Expected what was not withdrawn yet."))])
    later = current.agency_months.exclude(replaced_by=None).select_related("replaced_by").first()
    if later is not None and later.replaced_by is not None:
        expected = text("Expected that no later one replaced any of its months.")
        raise Incomplete([not_to_withdraw(later.replaced_by.number, expected)])
    if not reason.strip():
        raise Incomplete([not_to_withdraw("", text("Expected the reason."))])


def _standing(digest: str, is_made_up: bool) -> Intake | None:
    """The same content, if every month of it still stands."""
    rows = Intake.objects.filter(sha256=digest, is_made_up=is_made_up, withdrawn_at=None)
    return next((one for one in rows if not one.agency_months.exclude(replaced_by=None).exists()), None)


def _next_number() -> str:
    year = timezone.localdate().year
    return f"HS-{year}-{Intake.objects.filter(number__startswith=f'HS-{year}-').count() + 1:04d}"


def _replace(made: Intake, counted: Counted) -> int:
    """Let the months of agencies that stand give way to those of an intake; how many did."""
    rows = AgencyMonth.objects.filter(
        replaced_by=None, intake__withdrawn_at=None, intake__is_made_up=made.is_made_up,
        month__gte=made.first_month, month__lte=made.last_month,
    ).exclude(intake=made)  # fmt: skip
    standing = rows.order_by().values_list("pk", "agency", "month")
    gone = [key for key, agency, month in standing if (agency, month) in counted.places]
    for begin in range(0, len(gone), 500):
        AgencyMonth.objects.filter(pk__in=gone[begin : begin + 500]).update(replaced_by=made)
    return len(gone)


def _write(made: Intake, counted: Counted) -> None:
    months = AgencyMonth.objects.bulk_create(
        [AgencyMonth(intake=made, agency_id=agency, month=month) for agency, month in sorted(counted.places)],
        batch_size=500,
    )
    PlaceCounts.objects.bulk_create(
        (
            PlaceCounts(of=one, counter=counter, field=field, counts=written_counts(counts))
            for one in months
            for (counter, field), counts in counted.places[one.agency_id, one.month].items()
        ),
        batch_size=500,
    )
    AgencyTally.objects.bulk_create(
        (
            AgencyTally(intake=made, agency_id=agency, tally=tally)
            for agency, tally in counted.tallies.items()
        ),
        batch_size=500,
    )
