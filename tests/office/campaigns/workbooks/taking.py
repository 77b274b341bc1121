"""Taking a workbook along and bringing it back, in tests."""

from __future__ import annotations

from chiso.office.campaigns.models import Submission, Workbook
from chiso.office.campaigns.submitting.content import content_of
from chiso.office.campaigns.workbooks.comparing import Comparison, compare
from chiso.office.campaigns.workbooks.services import accept_workbook, bring_workbook
from chiso.office.campaigns.workbooks.writing import write_agency_workbook
from chiso.problems import BadInput
from tests.office.campaigns.making import Running
from tests.office.campaigns.workbooks.editing import Book


def take(made: Running) -> Book:
    """The workbook of Ba Đình as it is handed out."""
    return Book(write_agency_workbook(content_of(made.participants, made.ba_dinh), "vi"))


def bring(made: Running, book: Book, who: str = "officer") -> Workbook:
    """Bring it back."""
    return bring_workbook(
        actor=made.people[who],
        campaign=made.campaign,
        agency=made.ba_dinh,
        content=book.content,
        name="so.xlsx",
    )


def comparison_of(made: Running, workbook: Workbook) -> Comparison:
    """What it would change."""
    return compare(made.participants, workbook, made.people["officer"])


def accept(made: Running, workbook: Workbook, who: str = "officer", **choices: str) -> tuple[int, int]:
    """Accept it as it stands now."""
    found = Submission.objects.filter(agency=made.ba_dinh).first()
    return accept_workbook(
        actor=made.people[who],
        workbook=workbook,
        choices={name.replace("_", "-"): choice for name, choice in choices.items()},
        expected_version=workbook.version,
        submission_version=found.version if found else 0,
    )


def refused(made: Running, book: Book) -> list[tuple[str, str]]:
    """The code and the place of each problem for which it is refused; nothing is kept then."""
    try:
        bring(made, book)
    except BadInput as error:
        assert not Workbook.objects.exists()
        return [(problem.code, problem.where.field or problem.where.file) for problem in error.problems]
    return []
