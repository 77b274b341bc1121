"""The report on method and quality of a round: a PDF, checked as every document of the office is.

CH-7930 no PDF, or one that is marked as secret    CH-74nn what is wrong inside the file
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.files.checking.findings import describe
from chiso.office.files.checking.kinds import Kind
from chiso.office.files.checking.names import tidy_name
from chiso.office.files.checking.running import Job, check_file
from chiso.office.files.problems import scanner_found
from chiso.office.files.services.uploads import limits, scan_bytes
from chiso.office.surveys.reading import RoundFile
from chiso.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class CheckedReport:
    """A report that may be kept."""

    content: bytes
    name: str
    sha256: str
    pages: int


def check_report(file: RoundFile) -> CheckedReport:
    """The report, looked at in a process of its own. Raises Incomplete with every problem."""
    name = tidy_name(file.name)
    with tempfile.TemporaryDirectory(prefix="chiso-report-") as folder:
        path = Path(folder) / "report"
        path.write_bytes(file.content)
        verdict = check_file(Job(path, name, Path(folder) / "kept"), limits())
        problems = describe(verdict.findings, name)
        if not problems:
            state, found = scan_bytes(path)
            if state == "found":
                problems = [scanner_found(found)]
    if not problems and (verdict.kind is not Kind.PDF or verdict.marking):
        expected = text("Expected the report as a PDF without a marking of secrecy.")
        mend = text("“chiso survey report --pdf” writes it.")
        problems = [Problem("CH-7930", Place(field="report"), verdict.marking or name, expected, mend)]
    if problems:
        raise Incomplete(problems)
    return CheckedReport(file.content, name, verdict.sha256, verdict.pages)
