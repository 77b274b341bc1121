"""A workbook edited in LibreOffice: opened by it, cells typed into, saved by it as .xlsx again.

It lays the workbook out as a flat document of its own, in which a cell is changed as its editor would, and
computes and saves it anew: styles, lists, protection and hidden sheets are then its own work.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_MOST_SECONDS = 120


def edit_in_libreoffice(content: bytes, folder: Path, sheet: str, cells: Mapping[str, str | float]) -> bytes:
    """The bytes that LibreOffice saves after cells ("F7") of a sheet were typed into."""
    (folder / "book.xlsx").write_bytes(content)
    _convert(folder, "book.xlsx", "fods")
    flat = folder / "book.fods"
    # The prefixes that it declares are kept, since values of attributes use them too.
    for _event, (prefix, address) in ElementTree.iterparse(flat, events=["start-ns"]):
        ElementTree.register_namespace(prefix, address)
    document = ElementTree.parse(flat)
    table = next(one for one in document.iter(f"{{{_TABLE}}}table") if one.get(f"{{{_TABLE}}}name") == sheet)
    for reference, typed in cells.items():
        column = ord(reference[0]) - ord("A")
        _type(_cell(_row(table, int(reference[1:]) - 1), column), typed)
    (folder / "book.xlsx").unlink()
    document.write(flat, encoding="utf-8", xml_declaration=True)
    _convert(folder, "book.fods", "xlsx")
    return (folder / "book.xlsx").read_bytes()


def _convert(folder: Path, name: str, form: str) -> None:
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", form]
    done = subprocess.run(
        [*command, "--outdir", str(folder), str(folder / name)],
        capture_output=True, timeout=_MOST_SECONDS, check=False, text=True,
    )  # fmt: skip
    assert (folder / name).with_suffix(f".{form}").exists(), done.stderr or done.stdout


def _row(table: ElementTree.Element, number: int) -> ElementTree.Element:
    return _nth(list(_rows_of(table)), number, "number-rows-repeated")


def _rows_of(table: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, ElementTree.Element]]:
    """Each row with the element that holds it: heads that repeat stand in a group of their own."""
    for one in table:
        if one.tag == f"{{{_TABLE}}}table-row":
            yield table, one
        elif one.tag in (f"{{{_TABLE}}}table-header-rows", f"{{{_TABLE}}}table-rows"):
            yield from _rows_of(one)


def _cell(row: ElementTree.Element, number: int) -> ElementTree.Element:
    tags = (f"{{{_TABLE}}}table-cell", f"{{{_TABLE}}}covered-table-cell")
    return _nth([(row, one) for one in row if one.tag in tags], number, "number-columns-repeated")


def _nth(
    found: list[tuple[ElementTree.Element, ElementTree.Element]], number: int, repeated: str
) -> ElementTree.Element:
    """The nth of elements of which one may stand for several alike; it then stands for itself."""
    at = 0
    for parent, one in found:
        times = int(one.get(f"{{{_TABLE}}}{repeated}", "1"))
        if at + times <= number:
            at += times
            continue
        if times > 1:
            one.attrib.pop(f"{{{_TABLE}}}{repeated}")
            place = list(parent).index(one)
            parts = [(number - at), 1, times - (number - at) - 1]
            copies = []
            for count in parts:
                copy = ElementTree.fromstring(ElementTree.tostring(one))
                if count > 1:
                    copy.set(f"{{{_TABLE}}}{repeated}", str(count))
                copies.append(copy if count else None)
            parent.remove(one)
            for copy in reversed([copy for copy in copies if copy is not None]):
                parent.insert(place, copy)
            return copies[1]  # type: ignore[return-value]  # there is always one of it
        return one
    raise AssertionError(f"no place {number}")


def _type(cell: ElementTree.Element, typed: str | float) -> None:
    for name in [name for name in cell.attrib if name.startswith(f"{{{_OFFICE}}}")]:
        del cell.attrib[name]
    for child in list(cell):
        if child.tag == f"{{{_TEXT}}}p":
            cell.remove(child)
    if isinstance(typed, float):
        cell.set(f"{{{_OFFICE}}}value-type", "float")
        cell.set(f"{{{_OFFICE}}}value", repr(typed))
    else:
        cell.set(f"{{{_OFFICE}}}value-type", "string")
        for line in typed.split("\n"):
            ElementTree.SubElement(cell, f"{{{_TEXT}}}p").text = line


def has_calc() -> bool:
    """Whether the LibreOffice of this machine opens workbooks: its parts are installed one by one."""
    program = shutil.which("soffice")
    return program is not None and (Path(program).resolve().parent / "libsclo.so").exists()
