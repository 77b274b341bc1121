"""The table of tasks as it is taken away: stored values, dates as ISO, agencies by uid and name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils import timezone

from chiso.frameworks.exporting.layout import printable
from chiso.frameworks.exporting.workbook import set_page, styles_of, write_book
from chiso.language import Language, text
from chiso.office.tasks.listing import Listed
from chiso.office.tasks.models import TaskAim
from chiso.office.tasks.shown import PRIORITY_NAMES
from chiso.office.tasks.states import NAMES
from chiso.tables import as_text, write_table

if TYPE_CHECKING:
    from xlsxwriter import Workbook

COLUMNS = (
    "key", "title", "state", "state_name", "owner", "owner_name", "officer", "deadline", "last_day",
    "percent", "done_on", "priority", "product", "directive_number", "directive_title", "criteria", "level",
    "given_on",
    "is_made_up",
)  # fmt: skip
_WIDTHS = (15, 60, 14, 20, 20, 34, 24, 12, 12, 9, 12, 14, 34, 18, 40, 24, 7, 12, 11)
# What people typed: a spreadsheet could take it for a formula.
_TYPED = frozenset({"title", "owner_name", "officer", "product", "directive_number", "directive_title"})


def table_as_csv(rows: Sequence[Listed], language: Language) -> bytes:
    """The table as CSV, with a mark that tells Excel its letters."""
    guarded = [place for place, name in enumerate(COLUMNS) if name in _TYPED]
    cells = (_guarded(row, guarded) for row in _cells(rows, language))
    return b"\xef\xbb\xbf" + write_table(COLUMNS, cells).encode()


def table_as_workbook(rows: Sequence[Listed], language: Language) -> bytes:
    """The table as .xlsx; every cell is text, so that none becomes a formula."""

    def fill(workbook: Workbook) -> None:
        sheet = workbook.add_worksheet(text("Tasks").in_language(language))
        styles = styles_of(workbook)
        for column, (heading, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, styles.head)
        for line, cells in enumerate(_cells(rows, language), start=1):
            for column, words in enumerate(cells):
                sheet.write_string(line, column, printable(words), styles.plain)
        set_page(sheet, head=0, fixed_columns=2)

    return write_book(fill)


def _cells(rows: Sequence[Listed], language: Language) -> Iterable[tuple[str, ...]]:
    """The cells row by row; the criteria of all tasks are one query."""
    aims: dict[int, list[str]] = {}
    keys = {row.task.pk for row in rows}
    for aim in TaskAim.objects.all().only("task", "framework", "code"):
        if aim.task_id in keys:
            aims.setdefault(aim.task_id, []).append(str(aim))
    for row in rows:
        task, directive = row.task, row.task.directive
        yield (
            task.key, task.title, row.state.value, NAMES[row.state].in_language(language), task.owner.uid,
            task.owner.name, task.officer.full_name if task.officer else "",
            task.deadline.isoformat() if task.deadline else "",
            row.last_day.isoformat() if row.last_day else "", str(row.percent),
            row.done_on.isoformat() if row.done_on else "",
            PRIORITY_NAMES[task.priority].in_language(language),
            task.product, directive.number if directive else "", directive.title if directive else "",
            "; ".join(aims.get(task.pk, ())), str(task.level), timezone.localdate(task.given_at).isoformat(),
            "1" if task.is_made_up else "0",
        )  # fmt: skip


def _guarded(row: tuple[str, ...], typed: Iterable[int]) -> tuple[str, ...]:
    """A cell that a spreadsheet would take for a formula is marked as text, in the columns people type."""
    cells = list(row)
    for place in typed:
        cells[place] = as_text(cells[place])
    return tuple(cells)
