"""A sheet of a workbook as the bytes of a table, so that one reader looks at both.

Rows keep the numbers that the program shows.

    CH-8337 a workbook without such a sheet
"""

from __future__ import annotations

import io
from pathlib import Path

from chiso.frameworks.importers.files import Format, damaged, read_bytes, recognise
from chiso.frameworks.importers.sheet_bounds import check_bounds
from chiso.language import listing, text
from chiso.libraries import need
from chiso.problems import BadInput, Place, Problem, quote
from chiso.tables import write_table

_ENDINGS = frozenset((".xlsx", ".xlsm", ".xls", ".ods"))


def is_workbook(path: Path) -> bool:
    """Whether the name of a file is that of a workbook."""
    return path.suffix.casefold() in _ENDINGS


def sheet_as_table(path: Path, names: frozenset[str]) -> tuple[str, bytes]:
    """The sheet of one of these names, or the only one: how it is called in problems, and its table.

    Raises BadInput (CH-8337, CH-2600 to CH-2605) and WrongCall (CH-5002).
    """
    # It loads the libraries of numbers, which every process of an office would load with it; few need them.
    from chiso.composite.workbook.cells import written_cell

    calamine = need("python_calamine", "python-calamine")
    kind, source = recognise(read_bytes(path), path.name)
    if kind is not Format.WORKBOOK:
        expected = text("Expected a workbook of Excel since 2007 (.xlsx), without a password.")
        raise BadInput(
            [Problem("CH-8337", Place(path.name), "", expected, text("Save it as .xlsx or .csv."))]
        )
    check_bounds(source, path.name)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(source)) as workbook:
            titles = workbook.sheet_names
            title = _meant(titles, names, path.name)
            rows = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise damaged(path.name, error) from error
    written = [[written_cell(cell) for cell in row] for row in rows] or [[""]]
    return f"{path.name} [{title}]", write_table(written[0], written[1:]).encode("utf-8")


def _meant(titles: list[str], names: frozenset[str], file: str) -> str:
    meant = [title for title in titles if title.strip().casefold() in names]
    if len(meant) == 1 or len(titles) == 1:
        return (meant or titles)[0]
    expected = text("Expected one sheet of one of these names: {names}.", names=listing(sorted(names)))
    mend = text("Name the sheet so, or keep it alone in the workbook.")
    raise BadInput([Problem("CH-8337", Place(file), quote(", ".join(titles)), expected, mend)])
