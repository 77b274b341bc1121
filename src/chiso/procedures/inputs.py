"""The files of one call, read together: every problem of all of them in one report.

A dossier must not stand in two files of a call; that is looked for where their codes are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from chiso.periods import Period, vietnam_calendar
from chiso.procedures.catalogue import Catalogue, read_catalogue
from chiso.procedures.counters import Handled, read_counters
from chiso.procedures.counting import Counting
from chiso.procedures.dossiers import Codes, Dossier, read_dossiers
from chiso.procedures.due import LegalDays
from chiso.procedures.feedback import Message, read_feedback
from chiso.procedures.feeding import Feeding, refuse_without_agency
from chiso.procedures.opening import Source, open_source
from chiso.procedures.places import read_visits
from chiso.procedures.shapes import TableKind
from chiso.procedures.spellings import Spellings, read_spellings
from chiso.procedures.summaries import Summary, read_summary
from chiso.tables import CappedReport


@dataclass(slots=True)
class Inputs:
    """What stands beside the files that are read, and the report of all."""

    spellings: Spellings
    report: CappedReport
    catalogue: Catalogue | None
    counters: tuple[Handled, ...] | None
    legal: LegalDays
    agency: str
    sheet: str | None


def read_inputs(
    *,
    catalogue: Path | None = None,
    counters: Path | None = None,
    mapping: Path | None = None,
    agency: str = "",
    sheet: str | None = None,
) -> Inputs:
    """The catalogue, the counters and the spellings. Raises BadInput with every problem of a mapping."""
    spellings, report = read_spellings(mapping), CappedReport()
    known = None if catalogue is None else read_catalogue(catalogue, spellings, report)
    handled = None if counters is None else read_counters(counters, spellings, report, known)
    legal = LegalDays(vietnam_calendar().with_report(report))
    return Inputs(spellings, report, known, handled, legal, agency, sheet)


def dossiers_in(inputs: Inputs, files: Iterable[Path]) -> tuple[list[Source], Iterator[Dossier]]:
    """The files, their headings read, and their dossiers one by one."""
    sources = _sources(inputs, files)
    return sources, _each(inputs, sources)


def _sources(inputs: Inputs, files: Iterable[Path]) -> list[Source]:
    return [
        open_source(path, "dossiers", inputs.spellings, inputs.report, sheet=inputs.sheet) for path in files
    ]


def _each(inputs: Inputs, sources: list[Source]) -> Iterator[Dossier]:
    codes = Codes()
    for source in sources:
        yield from read_dossiers(source, codes, inputs.catalogue, inputs.legal, agency=inputs.agency)
    codes.refuse_twice(sources, inputs.report)


def count_dossiers(inputs: Inputs, files: Iterable[Path], period: Period) -> Counting:
    """All dossiers of the files, counted."""
    sources, dossiers = dossiers_in(inputs, files)
    counting = Counting(period, all(source.has("apology_at") for source in sources))
    counting.add_all(dossiers)
    return counting


def read_summaries(
    inputs: Inputs, files: Iterable[Path], period: Period | None, *, month: str = ""
) -> Summary:
    """All groups of the summaries."""
    summary = Summary()
    for path in files:
        _add_summary(inputs, path, summary, period, month)
    return summary


def _add_summary(inputs: Inputs, path: Path, into: Summary, period: Period | None, month: str) -> None:
    read_summary(
        path,
        inputs.spellings,
        inputs.report,
        into,
        month=month,
        agency=inputs.agency,
        period=period,
        sheet=inputs.sheet,
    )


def gather(inputs: Inputs, files: Iterable[Path], period: Period, framework: str, unit: str) -> Feeding:
    """What answers are made from."""
    sources, dossiers = dossiers_in(inputs, files)
    feeding = Feeding(period, framework, unit)
    feeding.add_all(dossiers)
    refuse_without_agency(feeding, sources[0].name, inputs.report)
    return feeding


def messages_in(inputs: Inputs, path: Path) -> list[Message]:
    """The petitions, complaints and thanks of a file that stands beside those that are read."""
    return read_feedback(path, inputs.spellings, inputs.report, agency=inputs.agency)


def check_files(inputs: Inputs, files: Iterable[Path], kind: str, *, month: str = "") -> list[int]:
    """Read files, whatever they hold: how many rows of each can be used."""
    table = cast(TableKind, kind)
    if table == "dossiers":
        codes = Codes()
        sources = _sources(inputs, files)
        rows = [
            sum(1 for _ in read_dossiers(one, codes, inputs.catalogue, inputs.legal, agency=inputs.agency))
            for one in sources
        ]
        codes.refuse_twice(sources, inputs.report)
        return rows
    if table == "summary":
        whole = Summary()
        return [_rows_of_summary(inputs, path, whole, month) for path in files]
    return [_check_file(inputs, path, table) for path in files]


def _rows_of_summary(inputs: Inputs, path: Path, whole: Summary, month: str) -> int:
    before = whole.rows
    _add_summary(inputs, path, whole, None, month)
    return whole.rows - before


def _check_file(inputs: Inputs, path: Path, table: TableKind) -> int:
    spellings, report, sheet = inputs.spellings, inputs.report, inputs.sheet
    if table == "catalogue":
        return len(read_catalogue(path, spellings, report, sheet=sheet))
    if table == "counters":
        return len(read_counters(path, spellings, report, inputs.catalogue, sheet=sheet))
    if table == "feedback":
        return len(read_feedback(path, spellings, report, agency=inputs.agency, sheet=sheet))
    return len(read_visits(path, spellings, report, sheet=sheet))
