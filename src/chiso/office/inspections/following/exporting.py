"""Reports as they are taken away: figures as they are, groups as they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from chiso.frameworks.exporting.layout import printable
from chiso.frameworks.exporting.workbook import set_page, styles_of, write_book
from chiso.inspection.reporting import Group
from chiso.language import Language, Text, text
from chiso.office.inspections.following.figures import ReportShown
from chiso.tables import as_text, write_table

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Row: TypeAlias = tuple[str, ...]
COLUMNS = (
    "group", "visits", "again", "clean", "findings", "reminder", "to_mend", "grave", "repeated", "mended",
    "in_time", "open", "late", "people_asked", "said_good",
)  # fmt: skip
DUTIES = ("duty", "looked_at", "not_met", "findings")


def report_as_csv(shown: ReportShown) -> bytes:
    """The figures by group, the whole last, with a mark that tells Excel its letters."""
    return b"\xef\xbb\xbf" + write_table(COLUMNS, map(_guarded, _rows(shown))).encode()


def report_as_workbook(shown: ReportShown, language: Language) -> bytes:
    """The figures by group and the duties not met as .xlsx; names are text, so that none is a formula."""

    def fill(workbook: Workbook) -> None:
        styles = styles_of(workbook)
        for title, columns, rows in _sheets(shown):
            sheet = workbook.add_worksheet(title.in_language(language))
            sheet.set_column(0, 0, 40)
            for column, name in enumerate(columns):
                sheet.write_string(0, column, name, styles.head)
            for line, cells in enumerate(rows, start=1):
                sheet.write_string(line, 0, printable(cells[0]), styles.plain)
                for column, figure in enumerate(cells[1:], start=1):
                    if figure:
                        sheet.write_number(line, column, int(figure), styles.plain)
            set_page(sheet, head=0, fixed_columns=1)

    return write_book(fill)


def _sheets(shown: ReportShown) -> Iterator[tuple[Text, Row, Iterable[Row]]]:
    yield text("Figures by group"), COLUMNS, _rows(shown)
    duties = [(one.code, str(one.looked_at), str(one.not_met), str(one.findings)) for one in shown.duties]
    yield text("Duties not met"), DUTIES, duties
    if shown.handled is not None:
        for title, counts in (
            (text("Handlings"), shown.handled.handlings),
            (text("Letters"), shown.handled.letters),
        ):
            held = [(kind, _shown(count)) for kind, count in counts.rows]
            yield title, ("kind", "count"), [*held, ("", _shown(counts.whole))]
    told = shown.comparison
    if told is not None:
        columns = ("figure", told.period.written, told.before.written, "difference")
        rows = [(one.name, str(one.now), str(one.before), str(one.difference)) for one in told.changes]
        yield text("Beside the period before"), columns, rows


def _rows(shown: ReportShown) -> Iterator[Row]:
    for one in (*shown.summary.groups, shown.summary.whole):
        yield _row(one)


def _row(group: Group) -> tuple[str, ...]:
    severities = group.severities
    return (
        group.name, str(group.visits), str(group.again), str(group.clean), str(group.findings),
        str(severities["reminder"]), str(severities["to_mend"]), str(severities["grave"]),
        str(group.repeated), str(group.mended), str(group.in_time), str(group.open), str(group.late),
        _shown(group.asked), _shown(group.good),
    )  # fmt: skip


def _shown(count: int | None) -> str:
    """A count; nothing where too few were asked to show it."""
    return "" if count is None else str(count)


def _guarded(row: tuple[str, ...]) -> tuple[str, ...]:
    return (as_text(row[0]), *row[1:])
