"""Days due by law, counted on the calendar by hand: 30 April (a Thursday) and 1 May 2026 are free."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chiso.periods import vietnam_calendar
from chiso.procedures.catalogue import Procedure, read_catalogue
from chiso.procedures.due import LegalDays, compare
from chiso.procedures.spellings import read_spellings
from chiso.tables import CappedReport
from tests.procedures.making import told, write


@pytest.mark.parametrize(
    ("time", "unit", "due", "is_exact"),
    [
        (5, "working_days", date(2026, 5, 7), True),
        (5, "calendar_days", date(2026, 5, 3), True),
        (4, "working_hours", date(2026, 4, 29), False),
        (9, "working_hours", date(2026, 5, 4), False),
    ],
)
def test_a_dossier_of_28_april_is_due(time: int, unit: str, due: date, is_exact: bool) -> None:
    procedure = Procedure("1", "x", legal_time=time, time_unit=unit)
    assert LegalDays(vietnam_calendar()).due(date(2026, 4, 28), procedure) == (due, is_exact)


def test_without_a_legal_time_no_day_is_due() -> None:
    assert LegalDays(vietnam_calendar()).due(date(2026, 4, 28), Procedure("1", "x")) is None


@pytest.mark.parametrize(
    ("stated", "is_exact", "said"),
    [
        (None, True, "not_stated"),
        (date(2026, 5, 8), True, "later"),
        (date(2026, 5, 8), False, "later"),
        (date(2026, 5, 7), True, "as_law"),
        (date(2026, 5, 6), True, "earlier"),
        # Within a bound the law may well say that day.
        (date(2026, 5, 6), False, "as_law"),
    ],
)
def test_the_day_of_a_file_is_compared_with_the_law(stated: date | None, is_exact: bool, said: str) -> None:
    assert compare(stated, (date(2026, 5, 7), is_exact)) == said


def test_a_procedure_is_the_one_that_was_valid_on_the_day(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "c.csv",
        "code,name,legal_time,time_unit,valid_from,valid_to\n"
        "1.001,Khai sinh,5,working_days,,30/06/2025\n"
        "1.001,Khai sinh,3,Ngày làm việc,01/07/2025,\n",
    )
    report = CappedReport()
    catalogue = read_catalogue(path, read_spellings(), report)
    assert not report.problems
    times = [
        one.legal_time if (one := catalogue.on("1.001", day)) else None
        for day in (date(2025, 6, 30), date(2025, 7, 1))
    ]
    assert times == [5, 3]
    assert catalogue.on("1.002", date(2025, 7, 1)) is None


def test_every_problem_of_a_catalogue_is_told_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "c.csv",
        "code,name,legal_time,time_unit,online,valid_from,valid_to\n"
        "1.001,Khai sinh,5,working_days,full,,\n"
        "1.001,Khai sinh,3,working_days,full,2025-07-01,\n"
        ",Khai tử,0,working_days,,,\n"
        "1.003,,5,,,,\n"
        "1.004,Kết hôn,5.5,tuần,một nửa,2025-07-01,2025-06-01\n",
    )
    report = CappedReport()
    read_catalogue(path, read_spellings(), report)
    assert told(report) == [
        ("CH-8770", 3, "code"),
        ("CH-8769", 4, "legal_time"),
        ("CH-8770", 4, "code"),
        ("CH-8769", 5, "time_unit"),
        ("CH-8770", 5, "name"),
        ("CH-8770", 6, "valid_to"),
        ("CH-8767", 6, "time_unit"),
        ("CH-8769", 6, "legal_time"),
        ("CH-8767", 6, "online"),
    ]
