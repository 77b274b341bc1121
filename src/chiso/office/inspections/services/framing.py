"""The frame: every place that may be visited, from a table, or made of the agencies and their dossiers.

A table is read as `chiso inspection draw` reads it (`chiso.inspection.frame`); each row must name an agency
of the office as well, since whose place it is decides who sees what. Nothing is written while a row is wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from chiso.figures import write_exact
from chiso.inspection.frame import TEXTS, frame_of
from chiso.language import render
from chiso.office.drafting.trying.workbooks import csv_of
from chiso.office.errors import Incomplete
from chiso.office.inspections.access import PREPARE, chain_of, where_of
from chiso.office.inspections.content import frame_bytes
from chiso.office.inspections.models import Inspection, Place
from chiso.office.inspections.problems import empty_frame, no_such_agency, ties_in_the_file, too_long
from chiso.office.inspections.services.changing import lock_to_prepare
from chiso.office.inspections.services.joining import Known, join, known_for
from chiso.office.inspections.services.satisfaction import satisfaction_named
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.kinds import kind_in_words
from chiso.office.organisation.models import Agency, AgencyForm
from chiso.office.organisation.selectors import forms_on
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.plans.naming import AgencyNames
from chiso.office.records import save_next
from chiso.problems import BadInput, Problem
from chiso.tables import CappedReport, Row, Table, read_table

MOST_PLACES = 50_000
LARGEST_TABLE = 20 * 1024 * 1024
_OURS = frozenset(("place", *TEXTS, "risk", "days", "last_visit", "last_members"))
# As wide as the columns of the table of places.
_LONGEST_NAME = 200
_WIDEST = {"place": 80, "kind": 80, "must": 300}


def take_frame(
    *,
    actor: Person,
    inspection: Inspection,
    content: bytes,
    name: str,
    satisfaction: str = "",
    expected_version: int,
) -> int:
    """Take the frame from a table (CSV or a workbook) in place of the one that stands; how many places.

    What the office knows of these places is joined where the table has no value (`joining`); `satisfaction`:
    the estimate that is joined (`satisfaction_to_choose`), "": none.
    Raises NoRight, Conflict, BadInput with every problem of the table (CH-8600 to CH-8602, CH-8658, CH-8662),
    Incomplete (CH-8656, CH-8659, CH-8674, CH-8869).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    if len(content) > LARGEST_TABLE:
        raise Incomplete([empty_frame(f"{len(content) // 1_000_000} MB")])
    chosen = satisfaction_named(inspection, satisfaction)
    places = _read(csv_of(content, name), name, inspection)
    sources = join(places, known_for(inspection, {one.agency_id for one in places}, chosen))
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_to_prepare(work, actor, inspection, expected_version)
        put_places(current, places, name, sources=sources)
        facts = {"count": len(places), "sha256": current.frame_sha256}
        work.record("frame_taken", current, facts=facts)
    return len(places)


def make_frame(
    *,
    actor: Person,
    inspection: Inspection,
    kinds: Collection[str],
    satisfaction: str = "",
    expected_version: int,
) -> int:
    """Make the frame of the agencies that stand on the first day: one place a counter and field.

    Returns how many. Counters and fields are those of the dossiers of the year before; an agency without
    dossiers is one place. `kinds`: of these kinds of agency; empty: of all. Not of the bodies that lead. What
    the office knows is joined (`joining`), `satisfaction` as in `take_frame`; a risk has none of them.
    Raises NoRight, Conflict, Incomplete (CH-8656, CH-8659, CH-8674, CH-8869).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    leading = {inspection.led_by_id, inspection.led_with_id}
    forms = [
        one
        for one in forms_on(inspection.opens_on)
        if (not kinds or one.kind in kinds) and one.agency_id not in leading
    ]
    chosen = satisfaction_named(inspection, satisfaction)
    known = known_for(inspection, [one.agency_id for one in forms], chosen)
    places = _each_once([place for form in forms for place in _places_of(form, inspection, known)])
    _refuse_size(len(places))
    sources = join(places, known)
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_to_prepare(work, actor, inspection, expected_version)
        put_places(current, places, "", sources=sources)
        facts = {"count": len(places), "sha256": current.frame_sha256}
        work.record("frame_taken", current, facts=facts)
    return len(places)


def _places_of(form: AgencyForm, inspection: Inspection, known: Known) -> Iterator[Place]:
    """The counters and fields of an agency, in the order of their names; itself where none is known."""
    of_agency = known.dossiers.get(form.agency_id)
    places = sorted(of_agency.places) if of_agency is not None and of_agency.places else [("", "")]
    own = form.code or form.agency.uid
    for counter, of_field in places:
        said = [part for part in (counter, of_field) if part]
        yield Place(
            inspection=inspection, code=_code(own, said), name=_name(form.name, said), agency=form.agency,
            agency_words=form.name, field=of_field, district=form.parent.name if form.parent else "",
            kind=render(kind_in_words(form.kind), "vi")[:80], more={"counter": counter} if counter else {},
        )  # fmt: skip


def _code(own: str, said: list[str]) -> str:
    """The code of a place, the same in every frame; a long one ends with a digest of the whole."""
    whole = " / ".join((own, *said))
    if len(whole) <= _WIDEST["place"]:
        return whole
    return f"{whole[:66]}…{hashlib.sha256(whole.encode()).hexdigest()[:12]}"


def _name(agency: str, said: list[str]) -> str:
    """With its agency, where that fits into the column; the agency stands beside it anyway."""
    whole = " · ".join((agency, *said))
    return whole if len(whole) <= _LONGEST_NAME else " · ".join(said)[:_LONGEST_NAME]


def put_places(
    inspection: Inspection,
    places: list[Place],
    name: str,
    report: Mapping[str, Any] | None = None,
    sources: Mapping[str, Any] | None = None,
) -> None:
    """These places instead of those that stand, with what their risks were learned from.

    `sources`: what was joined to them; None: they are those that stand, as they were joined.

    They may be the same ones, changed: to write them anew takes a third of the time of changing each.
    """
    inspection.places.all().delete()
    for one in places:
        one.inspection = inspection
    Place.objects.bulk_create(places, batch_size=500)
    ordered = sorted(places, key=lambda one: one.code)
    inspection.frame_sha256 = hashlib.sha256(frame_bytes(ordered, {}, {})).hexdigest()
    inspection.frame_from, inspection.risk_report = name[:200], dict(report or {})
    if sources is not None:
        inspection.frame_sources = dict(sources)
    save_next(inspection)


def _each_once(places: list[Place]) -> list[Place]:
    """Codes of their own, also where two agencies bear one."""
    seen: set[str] = set()
    for one in places:
        if one.code in seen:
            one.code = one.agency.uid
        seen.add(one.code)
    return places


def _refuse_size(count: int) -> None:
    if not 1 <= count <= MOST_PLACES:
        raise Incomplete([empty_frame(str(count) if count else "")])


def _read(content: bytes, name: str, inspection: Inspection) -> list[Place]:
    """The rows of the table as places. Raises BadInput with all problems, Incomplete (CH-8659)."""
    found: list[Problem] = []
    places: list[Place] = []
    try:
        frame = frame_of(content, name)
    except BadInput as refused:
        found += refused.problems
        frame = None
    try:
        table = _table_of(content, name)
    except BadInput as refused:
        # As a rule the same problems again: the table itself cannot be read.
        raise BadInput(found or refused.problems) from None
    names = AgencyNames(inspection.opens_on)
    offices = {one.place: one for one in frame.offices} if frame is not None else {}
    report = CappedReport()
    others = tuple(column for column in table.columns if column not in _OURS)
    for row in table.rows:
        agency = names.named(row["agency"])
        for one in _faults_of_row(table, row, agency):
            report.add(one.code, one.where, one.found, one.expected, one.mend)
        office = offices.get(row["place"])
        if office is None or agency is None:
            continue
        places.append(
            Place(
                inspection=inspection, code=office.place, name=office.name, agency=agency,
                agency_words=office.agency, field=office.field, district=office.district,
                kind=office.kind, must=office.must,
                risk="" if office.risk is None else write_exact(office.risk),
                days="" if office.days is None else write_exact(office.days),
                last_visit=office.last_visit, last_team=office.last_team,
                more={column: row[column] for column in others if row[column]},
            )
        )  # fmt: skip
    if found or report.problems:
        report.problems[:0] = found
        report.stop_if_any()
    _refuse_size(len(places))
    return places


def _faults_of_row(table: Table, row: Row, agency: Agency | None) -> Iterator[Problem]:
    if agency is None:
        yield no_such_agency(table.place(row, "agency"), row["agency"])
    if row["tied"]:
        yield ties_in_the_file(table.place(row, "tied"), row["tied"])
    for column in ("place", *TEXTS):
        most = _WIDEST.get(column, 200)
        if len(row[column]) > most:
            yield too_long(table.place(row, column), row[column], most)


def _table_of(content: bytes, name: str) -> Table:
    head = read_table(content, name=name, required=("place", "agency"), optional=None)
    others = tuple(column for column in head.columns if column not in {"place", "agency"})
    absent = tuple(column for column in _OURS if column not in head.columns)
    optional = (*others, *absent)
    return read_table(content, name=name, required=("place", "agency"), optional=optional)
