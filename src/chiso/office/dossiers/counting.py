"""What came, read and counted by the room of procedures: every problem at once, nothing written.

Dossiers are counted month by month and let go; counts are taken as they are. Each row names its agency, by
uid, code or name, or the whole file is of one. The room reads files, so what came lies in one while it does.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from django.utils import timezone

from chiso.language import Text, text
from chiso.office.dossiers.problems import no_such_agency, not_whole_months, nothing_to_count, too_long
from chiso.office.organisation.models import Agency
from chiso.office.plans.naming import AgencyNames
from chiso.periods import Period, parse_period
from chiso.problems import BadInput, Place, Problem
from chiso.procedures.counting import Counting
from chiso.procedures.dossiers import Codes, read_dossiers
from chiso.procedures.feeding import ONE_STOP_SHOP, Feeding, OfUnit
from chiso.procedures.inputs import Inputs, read_inputs, read_summaries
from chiso.procedures.opening import Source, open_source
from chiso.procedures.shapes import COUNTED
from chiso.procedures.tallies import Counts, add_up

Shape: TypeAlias = Literal["dossiers", "counts"]
LARGEST_TABLE = 20 * 1024 * 1024
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brings. `agency`: of everything in it that names none itself."""

    content: bytes
    name: str
    shape: Shape
    period: str
    agency: Agency | None = None

    @property
    def sha256(self) -> str:
        """Of what came with what was said of it: the same again is known by it."""
        told = f"{self.shape}\n{self.period}\n{self.agency.uid if self.agency else ''}\n".encode()
        return hashlib.sha256(told + self.content).hexdigest()


@dataclass(slots=True)
class Counted:
    """Counts by agency and month, in them by counter and field; what answers follow from; remarks."""

    period: Period
    rows: int = 0
    places: dict[tuple[int, int], dict[tuple[str, str], Counts]] = field(default_factory=dict)
    tallies: dict[int, dict[str, Any]] = field(default_factory=dict)
    remarks: list[Text] = field(default_factory=list)


def count_brought(brought: Brought) -> Counted:
    """Everything counted. Raises BadInput (CH-8760 to CH-8774, CH-8779, CH-8864 to CH-8867, CH-10nn)."""
    period = whole_months(brought.period)
    if len(brought.content) > LARGEST_TABLE:
        expected = text("Expected a file of at most {size} MB.", size=LARGEST_TABLE // 1024 // 1024)
        raise BadInput([nothing_to_count(f"{len(brought.content) // 1_000_000} MB", expected)])
    inputs = read_inputs(agency=brought.agency.uid if brought.agency is not None else "")
    names = AgencyNames(period.last_day)
    with tempfile.TemporaryDirectory(prefix="chiso-") as folder:
        # Under a name of ours: what a file is called is no path. What is said of it bears its own name.
        path = Path(folder) / "table"
        path.write_bytes(brought.content)
        try:
            count = _count_dossiers if brought.shape == "dossiers" else _count_counts
            counted = count(path, period, inputs, names)
        except BadInput as refused:
            raise BadInput([_placed(one, str(path), brought.name) for one in refused.problems]) from None
    counted.remarks = [_called(one, str(path), brought.name) for one in counted.remarks]
    if not counted.places:
        expected = text("Expected dossiers of the period {period}.", period=period.title())
        raise BadInput([nothing_to_count("", expected)])
    return counted


def whole_months(written: str) -> Period:
    """A period of whole months that are over. Raises BadInput (CH-8865, CH-1301)."""
    period = parse_period(written.strip())
    if period.kind == "snapshot" or period.last_day >= timezone.localdate():
        raise BadInput([not_whole_months(written)])
    return period


def _placed(problem: Problem, path: str, name: str) -> Problem:
    """A problem that names the file as it was called, not where it lay."""
    where = replace(problem.where, file=name) if problem.where.file == path else problem.where
    return replace(
        problem, where=where, expected=_called(problem.expected, path, name),
        mend=_called(problem.mend, path, name),
    )  # fmt: skip


def _called(said: Text, path: str, name: str) -> Text:
    values = tuple((key, name if value == path else value) for key, value in said.values)
    return replace(said, values=values)


def _count_dossiers(path: Path, period: Period, inputs: Inputs, names: AgencyNames) -> Counted:
    report, codes = inputs.report, Codes()
    source = open_source(path, "dossiers", inputs.spellings, report)
    counting, feeding = Counting(period), Feeding(period, ONE_STOP_SHOP)
    for dossier in read_dossiers(source, codes, None, inputs.legal, agency=inputs.agency):
        counting.add(dossier)
        feeding.add(dossier)
    codes.refuse_twice([source], report)
    _refuse_strangers(source, inputs, names)
    report.stop_if_any()
    counted = Counted(period, counting.dossiers, remarks=list(report.remarks))
    if counting.outside:
        counted.remarks.append(
            text("{count} dossiers are of other months and are not counted.", count=counting.outside)
        )
    grouped: dict[tuple[int, int], dict[tuple[str, str], list[Counts]]] = {}
    for key, counts in counting.counts().items():
        agency = _agency(names, key.agency)
        places = grouped.setdefault((agency, key.month), {})
        places.setdefault((key.counter, key.field), []).append(counts)
    _keep(counted, grouped)
    # An agency without dossiers in a month of the period had none: that is known, too.
    for agency in {agency for agency, _ in grouped}:
        for month in counting.months:
            counted.places.setdefault((agency, month.number), {})
    for code, unit in feeding.units().items():
        if _agency(names, code) in {agency for agency, _ in grouped}:
            known = counted.tallies.get(_agency(names, code))
            told = tally_of(unit)
            counted.tallies[_agency(names, code)] = told if known is None else _both(known, told)
    return counted


def _count_counts(path: Path, period: Period, inputs: Inputs, names: AgencyNames) -> Counted:
    report = inputs.report
    one_month = str(period) if period.first_day.month == period.last_day.month else ""
    summary = read_summaries(inputs, [path], period, month=one_month)
    file = str(path)
    for name in dict.fromkeys(key.agency for key in summary.counts):
        if names.named(name) is None:
            problem = no_such_agency(Place(file, None, "agency"), name)
            report.add(problem.code, problem.where, name, problem.expected, problem.mend)
    report.stop_if_any()
    counted = Counted(period, summary.rows, remarks=list(report.remarks))
    grouped: dict[tuple[int, int], dict[tuple[str, str], list[Counts]]] = {}
    for key, counts in summary.counts.items():
        places = grouped.setdefault((_agency(names, key.agency), key.month), {})
        places.setdefault((key.counter, key.field), []).append(counts)
    _keep(counted, grouped)
    return counted


def _keep(
    counted: Counted, grouped: Mapping[tuple[int, int], Mapping[tuple[str, str], list[Counts]]]
) -> None:
    """Procedures of one counter and field are added up. Raises BadInput (CH-8867)."""
    found = []
    for agency_month, places in grouped.items():
        for names, counts in places.items():
            found += [
                too_long(column, name)
                for column, name in zip(("counter", "field"), names, strict=True)
                if len(name) > _LONGEST
            ]
            counted.places.setdefault(agency_month, {})[names] = add_up(counts)
    if found:
        raise BadInput(list(dict.fromkeys(found)))


def _refuse_strangers(source: Source, inputs: Inputs, names: AgencyNames) -> None:
    """Note every row whose agency the office does not know (CH-8864)."""
    known: dict[str, bool] = {}
    for row in source.again():
        written = source.word(row, "agency") or inputs.agency
        if written not in known:
            known[written] = names.named(written) is not None
        if not known[written]:
            problem = no_such_agency(source.place(row, "agency"), written)
            inputs.report.add(problem.code, problem.where, written, problem.expected, problem.mend)


def _agency(names: AgencyNames, written: str) -> int:
    agency = names.named(written)
    assert agency is not None, "who is not known was refused"
    return agency.pk


def tally_of(unit: OfUnit) -> dict[str, Any]:
    """What answers follow from, without a code of a dossier: alike ones are counted."""
    alike = Counter((days, complaints) for _, days, complaints in unit.cases)
    plain = (
        "handled", "in_time", "without_due", "without_requests", "received", "online", "without_channel",
        "bad_online",
    )  # fmt: skip
    return {name: getattr(unit, name) for name in plain} | {
        "cases": [
            [days, complaints, count]
            for (days, complaints), count in sorted(
                alike.items(), key=lambda one: (one[0][0], str(one[0][1]))
            )
        ]
    }


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Two tallies of one agency, which a file calls by two names."""
    return {name: one[name] + other[name] for name in one}


def unit_of(tally: Mapping[str, Any]) -> OfUnit:
    """The same as the room takes it, its dossiers numbered anew."""
    unit = OfUnit(**{name: value for name, value in tally.items() if name != "cases"})
    for days, complaints, count in tally["cases"]:
        for _ in range(count):
            unit.cases.append((str(len(unit.cases) + 1), days, complaints))
    return unit


def written_counts(counts: Counts) -> list[int | None]:
    """Counts as they are kept."""
    return [counts[name] for name in COUNTED]


def read_counts(kept: list[int | None]) -> Counts:
    """Counts as they are reckoned with."""
    return dict(zip(COUNTED, kept, strict=True))
