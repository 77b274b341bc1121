"""Dossiers, catalogues and reports of tests: all made up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from chiso.periods import vietnam_calendar
from chiso.procedures.dossiers import Codes, Dossier, read_dossiers
from chiso.procedures.due import LegalDays
from chiso.procedures.moments import Moment
from chiso.procedures.opening import open_source
from chiso.procedures.spellings import read_spellings
from chiso.tables import CappedReport

HEAD = "code,procedure,agency,counter,received_at,due_at,done_at,status,channel,apology_at,reason\n"


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """A file of the test."""
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def dossier(
    received: date,
    due: date | None = None,
    ends: date | None = None,
    *,
    status: str = "",
    code: str = "A1",
    procedure: str = "1.001",
    field: str = "Hộ tịch",
    agency: str = "Phường A",
    counter: str = "Q1",
    **more: object,
) -> Dossier:
    """A dossier that is done where it ends, else open."""
    return Dossier(
        code,
        procedure,
        field,
        agency,
        counter,
        received,
        None if due is None else Moment(due),
        None if ends is None else Moment(ends),
        status or ("done" if ends else "open"),
        **more,  # type: ignore[arg-type]
    )


def read_all(path: Path) -> tuple[list[Dossier], CappedReport]:
    """The sound dossiers of a file, and what is wrong with the others."""
    report = CappedReport()
    source = open_source(path, "dossiers", read_spellings(), report)
    codes = Codes()
    found = list(read_dossiers(source, codes, None, LegalDays(vietnam_calendar())))
    codes.refuse_twice([source], report)
    return found, report


def told(report: CappedReport) -> list[tuple[str, int | None, str]]:
    """Code, row and field of every problem."""
    return [(one.code, one.where.row, one.where.field) for one in report.problems]
