"""Operations on dossiers: brought to be counted, or as counts; what stands. Rights are those of screens.

What is sent becomes the table that a file would be, so that one reader says what is wrong: its row of the
table is told as the place in the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from chiso.office.api import dossier_shapes as shapes
from chiso.office.api.answers import ALWAYS, WRITES, answer_with
from chiso.office.api.asking import ByToken, answer_once, token_behind
from chiso.office.dossiers.access import BRING, READ, intakes_for, where_of_dossiers
from chiso.office.dossiers.counting import Brought, Shape, whole_months
from chiso.office.dossiers.selectors import counts_standing, with_counts
from chiso.office.dossiers.services import bring_dossiers
from chiso.office.organisation.models import Agency
from chiso.office.people.rights import require
from chiso.problems import BadInput, Place, Problem
from chiso.procedures.tallies import month_number, write_month
from chiso.tables import write_table

router = Router()
_LATEST = 100
_FILE = "request"


@router.post(
    "", response={200: shapes.DossiersTaken, **WRITES}, summary="Bring dossiers to be counted",
    auth=ByToken("dossiers:write"),
)  # fmt: skip
def post_dossiers(request: HttpRequest, given: shapes.NewDossiers) -> HttpResponse:
    """Count the dossiers of a period, all of them or none; of a single one nothing is kept."""
    return _bring(request, given.dossiers, "dossiers", given.period, is_made_up=given.is_made_up)


@router.post(
    "/counts", response={200: shapes.DossiersTaken, **WRITES}, summary="Bring counts of dossiers",
    auth=ByToken("dossiers:write"),
)  # fmt: skip
def post_counts(request: HttpRequest, given: shapes.NewCounts) -> HttpResponse:
    """Take the counts of a period in, all of them or none."""
    return _bring(request, given.counts, "counts", given.period, is_made_up=given.is_made_up)


@router.get(
    "", response={200: shapes.Intakes, **ALWAYS}, summary="What came in of dossiers",
    auth=ByToken("dossiers:read"),
)  # fmt: skip
def all_intakes(request: HttpRequest) -> dict[str, Any]:
    """The latest hundred, the last one first."""
    rows = list(intakes_for(token_behind(request).person)[:_LATEST])
    same = ("key", "number", "period", "shape", "origin", "rows", "is_made_up", "brought_at", "withdrawn_at")
    return {
        "intakes": [
            {name: getattr(one.intake, name) for name in same}
            | {"agencies": one.agencies, "months": one.months, "standing": one.standing}
            for one in with_counts(rows)
        ]
    }


@router.get(
    "/counts", response={200: shapes.CountsOfPeriod, **ALWAYS}, summary="Counts of dossiers that stand",
    auth=ByToken("dossiers:read"),
)  # fmt: skip
def standing_counts(request: HttpRequest, period: str) -> dict[str, Any]:
    """Of each counter and field over the months of the period that are known of its agency."""
    require(token_behind(request).person, READ, where_of_dossiers())
    chosen = whole_months(period)
    first, last = (month_number(day.year, day.month) for day in (chosen.first_day, chosen.last_day))
    found = counts_standing(first, last, made_up=False)
    keys = dict(Agency.objects.filter(pk__in=found).order_by("sort_key", "pk").values_list("pk", "key"))
    return {
        "first_day": chosen.first_day, "last_day": chosen.last_day,
        "places": [
            {
                "agency": key, "counter": counter, "field": of_field,
                "months": [write_month(month) for month in found[agency].months],
                "counts": found[agency].of_place((counter, of_field)),
            }
            for agency, key in keys.items()
            for counter, of_field in sorted(found[agency].places)
        ],
    }  # fmt: skip


def _bring(
    request: HttpRequest, rows: Sequence[Any], shape: Shape, period: str, *, is_made_up: bool
) -> HttpResponse:
    def do() -> HttpResponse:
        person = token_behind(request).person
        require(person, BRING, where_of_dossiers())
        brought = Brought(_table_of(rows), _FILE, shape, period)
        try:
            taken = bring_dossiers(actor=person, brought=brought, origin="api", is_made_up=is_made_up)
        except BadInput as refused:
            raise BadInput([_in_request(one, shape) for one in refused.problems]) from None
        told = {
            "key": taken.intake.key, "number": taken.intake.number, "known": taken.is_known,
            "rows": taken.intake.rows, "replaced": taken.replaced,
        }  # fmt: skip
        return answer_with(200, shapes.DossiersTaken, told)

    return answer_once(request, do)


def _table_of(rows: Sequence[Any]) -> bytes:
    columns = tuple(type(rows[0]).model_fields)
    return write_table(
        columns,
        (["" if (value := getattr(row, name)) is None else str(value) for name in columns] for row in rows),
    ).encode()


def _in_request(problem: Problem, shape: Shape) -> Problem:
    """A problem with its place in the request in place of that in the table made of it."""
    if problem.where.file != _FILE or problem.where.row is None:
        return replace(problem, where=Place(field=problem.where.field))
    # The first row below the head of the table is the second one.
    return replace(problem, where=Place(field=f"{shape}.{problem.where.row - 2}.{problem.where.field}"))
