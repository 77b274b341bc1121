"""The report on method and quality of a round: a PDF, checked as every document of the office is.

CH-7930 no PDF, or one that is marked as secret    CH-74nn what is wrong inside the file
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.files.checking.findings import describe
from chiso.office.files.checking.kinds import Kind
from chiso.office.files.checking.names import tidy_name
from chiso.office.files.checking.running import Job, check_file
from chiso.office.files.problems import held_back, scanner_found, waits_for_scanner
from chiso.office.files.services.uploads import limits, scan_bytes
from chiso.office.ledger.work import unit_of_work
from chiso.office.surveys.access import CHAIN
from chiso.office.surveys.models import LONGEST_FINDING, QualityReport
from chiso.office.surveys.reading import RoundFile
from chiso.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class CheckedReport:
    """A report that may be kept."""

    content: bytes
    name: str
    sha256: str
    pages: int
    scan: str


def check_report(file: RoundFile) -> CheckedReport:
    """The report, looked at in a process of its own; without an answer of the scanner it waits.

    Raises Incomplete with every problem.
    """
    name, scanned = tidy_name(file.name), "unscanned"
    with tempfile.TemporaryDirectory(prefix="chiso-report-") as folder:
        path = Path(folder) / "report"
        path.write_bytes(file.content)
        verdict = check_file(Job(path, name, Path(folder) / "kept"), limits())
        problems = describe(verdict.findings, name)
        if not problems:
            scanned, found = scan_bytes(path)
            if scanned == "found":
                problems = [scanner_found(found)]
    if not problems and (verdict.kind is not Kind.PDF or verdict.marking):
        expected = text("Expected the report as a PDF without a marking of secrecy.")
        mend = text("“chiso survey report --pdf” writes it.")
        problems = [Problem("CH-7930", Place(field="report"), verdict.marking or name, expected, mend)]
    if problems:
        raise Incomplete(problems)
    return CheckedReport(file.content, name, verdict.sha256, verdict.pages, scanned)


def scan_waiting_reports() -> int:
    """Ask the scanner about reports that wait for it; how many still wait.

    What it finds is taken away and recorded; the figures of the round stay.
    """
    still = 0
    for key in QualityReport.objects.filter(scan="waiting").order_by("pk").values_list("pk", flat=True):
        report = QualityReport.objects.get(pk=key)
        with tempfile.TemporaryDirectory(prefix="chiso-report-") as folder:
            path = Path(folder) / "report"
            path.write_bytes(bytes(report.content))
            state, name = scan_bytes(path)
        if state in ("waiting", "unscanned"):
            still += 1
            continue
        known = {"scan": state, "scan_found": name[:LONGEST_FINDING], "scanned_at": timezone.now()}
        with unit_of_work(CHAIN, actor=None) as work:
            taken_away = {"content": b""} if name else {}
            QualityReport.objects.filter(pk=key).update(**known, **taken_away)
            facts = {"sha256": report.sha256} | ({"found": name} if name else {})
            work.record("file_held_back" if name else "file_scanned", report, facts=facts)
    return still


def refuse_unready(report: QualityReport) -> None:
    """Raises NotServed (CH-7428, CH-7429) where the bytes must not go out."""
    if report.scan == "found":
        raise held_back(report.scan_found)
    if report.scan == "waiting":
        raise waits_for_scanner()
