"""Annexes written as files: their items laid out as rows, and the rows as Word, a workbook or a PDF."""

from __future__ import annotations

from collections.abc import Iterator

from tests.frameworks.importers.annexes.content import Annex, Item, Layout
from tests.frameworks.importers.tables import Wide, Written, bold, in_pdf, in_sheets, in_word

HEADINGS = {
    "number": "STT",
    "title": "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
    "maximum": "Điểm tối đa",
    "survey": "Điều tra XHH",
    "self": "Tự đánh giá",
    "appraisal": "Điểm thẩm định",
    "rule": "Cách chấm điểm",
    "evidence": "Tài liệu kiểm chứng",
    "note": "Ghi chú",
}
# Those that stand under one heading where the headings have two storeys.
_LOWER = {"maximum": "Tối đa", "survey": "Điều tra XHH", "self": "Tự chấm", "appraisal": "Thẩm định"}
# In a PDF, in points; together they fill a page.
_WIDTHS = {"number": 40, "title": 190, "rule": 190, "evidence": 150}

Line = list[Written]


def write(annex: Annex) -> bytes:
    """The file of an annex."""
    if annex.suffix == "docx":
        return in_word(*_tables(annex), before=annex.heading)
    rows = [row for table in _tables(annex) for row in table]
    if annex.suffix == "xlsx":
        return in_sheets(rows, before=annex.heading, numbers=True)
    widths = [_WIDTHS.get(key, 55) for key in annex.layout.columns]
    return in_pdf(rows, before=annex.heading, widths=widths, repeat=len(headings(annex.layout)))


def headings(layout: Layout) -> list[Line]:
    """One row of headings, or two."""
    if not layout.storeys:
        return [[bold(HEADINGS[key]) for key in layout.columns]]
    inside = [key for key in layout.columns if key in _LOWER]
    upper: Line = []
    for key in layout.columns:
        if key == inside[0]:
            upper.append(Wide("Điểm", columns=len(inside), bold=True))
        elif key not in inside:
            upper.append(Wide(HEADINGS[key], rows=2, bold=True))
    return [upper, [bold(_LOWER[key]) for key in inside]]


def _tables(annex: Annex) -> list[list[Line]]:
    """The rows table by table, each under the headings if they are repeated."""
    layout = annex.layout
    rows = [row for item in annex.items for row in _rows_of(item, layout)]
    if layout.total is not None:
        words, figure = layout.total
        rows.append(_row(layout, {"title": words, "maximum": figure}, is_bold=True))
    size = layout.split_every or len(rows)
    parts = [rows[start : start + size] for start in range(0, len(rows), size)]
    heads = headings(layout)
    return [[*(heads if at == 0 or layout.repeats else []), *part] for at, part in enumerate(parts)]


def _rows_of(item: Item, layout: Layout) -> Iterator[Line]:
    lines = item.rule.splitlines()
    cells = {"number": item.number, "title": item.title, "maximum": item.maximum, "evidence": item.evidence}
    if layout.rules == "column":
        cells["rule"] = "\n".join(line.replace(" | ", ": ") for line in lines)
    elif layout.rules == "title" and lines:
        cells["title"] = "\n".join([item.title, *(line.replace(" | ", ": ") for line in lines)])
    if layout.spanning and not item.is_leaf and not item.maximum:
        yield [bold(item.number), Wide(item.title, columns=len(layout.columns) - 1, bold=True)]
    else:
        yield _row(layout, cells, is_bold=not item.is_leaf)
    if layout.rules == "rows":
        for line in lines:
            words, _, figure = line.partition(" | ")
            yield _row(layout, {"title": words, "maximum": figure})


def _row(layout: Layout, cells: dict[str, str], *, is_bold: bool = False) -> Line:
    return [Wide(cells.get(key, ""), bold=is_bold) for key in layout.columns]
