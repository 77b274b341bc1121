"""Ways in which a table of text arrives changed: some keep what it says, the others break it.

Each way is a function of the table and of a source of chance; with the same seed it does the same.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from random import Random
from typing import TypeAlias

Cells: TypeAlias = list[list[str]]
Damage: TypeAlias = Callable[[bytes, Random], bytes]

# What people and programs put into cells that should hold something else.
STRANGE = (
    "NaN", "inf", "-inf", "1e400", "-1", "-0.5", "9" * 61, "9" * 400, "0x1F", "1/0", "1.234.567,8",
    "1,5", "1.5", "١٢", "½", "=1+1", "=HYPERLINK(\"x\")", "+A1", "@SUM(A1)", "#REF!", "#N/A", "null",
    "None", "n/a", "–", "-", "?", "đạt", "chưa có", "31/02/2026", "2026-13-45", "x" * 40_000, "\x07",
    "\x00", "\u202e12", "\ufeff1", "a\nb", "1\u00a0000", "{}", "%s", "../..", "' OR 1=1", "\ud7ff",
)  # fmt: skip
TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def cells_of(table: bytes) -> Cells:
    """The cells of a table in UTF-8 with commas."""
    return list(csv.reader(io.StringIO(table.decode("utf-8"), newline="")))


def to_bytes(cells: Cells, *, delimiter: str = ",", newline: str = "\n", quoting: int = 0) -> bytes:
    """Cells as a table in UTF-8."""
    target = io.StringIO(newline="")
    quote = csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL
    csv.writer(target, delimiter=delimiter, lineterminator=newline, quoting=quote).writerows(cells)  # type: ignore[arg-type]
    return target.getvalue().encode("utf-8")


def in_windows_1258(table: bytes) -> bytes:
    """The text in the encoding of older Vietnamese Windows: tone marks stand behind their letter."""
    encoded = bytearray()
    for character in table.decode("utf-8"):
        parts = unicodedata.normalize("NFD", character)
        tones = "".join(part for part in parts if part in TONES)
        letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        encoded += (letter + tones).encode("cp1258")
    return bytes(encoded)


# What keeps the meaning.


def _with_mark(table: bytes, chance: Random) -> bytes:
    return b"\xef\xbb\xbf" + table


def _utf_16(table: bytes, chance: Random) -> bytes:
    mark, encoding = chance.choice([(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
    return mark + table.decode("utf-8").encode(encoding)


def _windows_1258(table: bytes, chance: Random) -> bytes:
    return in_windows_1258(table)


def _decomposed(table: bytes, chance: Random) -> bytes:
    return unicodedata.normalize("NFD", table.decode("utf-8")).encode("utf-8")


def _other_delimiter(table: bytes, chance: Random) -> bytes:
    return to_bytes(cells_of(table), delimiter=chance.choice(";\t"))


def _other_newline(table: bytes, chance: Random) -> bytes:
    return to_bytes(cells_of(table), newline=chance.choice(["\r\n", "\n\n", "\r\n\r\n"]))


def _all_quoted(table: bytes, chance: Random) -> bytes:
    return to_bytes(cells_of(table), quoting=1)


def _rows_in_other_order(table: bytes, chance: Random) -> bytes:
    head, *rows = cells_of(table)
    chance.shuffle(rows)
    return to_bytes([head, *rows])


def _columns_in_other_order(table: bytes, chance: Random) -> bytes:
    cells = cells_of(table)
    order = list(range(len(cells[0])))
    chance.shuffle(order)
    return to_bytes([[row[position] for position in order] for row in cells])


def _blanks_around_cells(table: bytes, chance: Random) -> bytes:
    return to_bytes([[f"{' ' * chance.randrange(3)}{cell} " for cell in row] for row in cells_of(table)])


def _rows_without_values(table: bytes, chance: Random) -> bytes:
    cells = cells_of(table)
    for _ in range(3):
        cells.insert(chance.randrange(1, len(cells) + 1), [""] * len(cells[0]))
    return to_bytes(cells)


HARMLESS: dict[str, Damage] = {
    "byte order mark": _with_mark,
    "UTF-16": _utf_16,
    "Windows-1258": _windows_1258,
    "marks apart from letters": _decomposed,
    "other delimiter": _other_delimiter,
    "other ends of lines": _other_newline,
    "all cells quoted": _all_quoted,
    "rows in another order": _rows_in_other_order,
    "columns in another order": _columns_in_other_order,
    "blanks around cells": _blanks_around_cells,
    "rows without values": _rows_without_values,
}


# What breaks it.


def _in_one_row(change: Callable[[list[str], Random], None]) -> Damage:
    def damage(table: bytes, chance: Random) -> bytes:
        cells = cells_of(table)
        change(cells[chance.randrange(1, len(cells))], chance)
        return to_bytes(cells)

    return damage


def _strange_cell(row: list[str], chance: Random) -> None:
    row[chance.randrange(len(row))] = chance.choice(STRANGE)


def _filled_cell_replaced(row: list[str], chance: Random) -> None:
    filled = [position for position, cell in enumerate(row) if cell]
    row[chance.choice(filled)] = chance.choice(STRANGE)


def _filled_cell_emptied(row: list[str], chance: Random) -> None:
    row[chance.choice([position for position, cell in enumerate(row) if cell])] = ""


def _cell_missing(row: list[str], chance: Random) -> None:
    del row[chance.randrange(len(row))]


def _cell_too_many(row: list[str], chance: Random) -> None:
    row.insert(chance.randrange(len(row)), chance.choice(["", "1", "x"]))


def _unknown_name(row: list[str], chance: Random) -> None:
    filled = [position for position, cell in enumerate(row) if cell]
    position = chance.choice(filled)
    row[position] += chance.choice(["x", "'", "\u0301", " 2", "·0"])


def _cell_moved(row: list[str], chance: Random) -> None:
    """A filled cell into an empty one: two filled ones may make another sound row."""
    filled = chance.choice([position for position, cell in enumerate(row) if cell])
    empty = chance.choice([position for position, cell in enumerate(row) if not cell])
    row[filled], row[empty] = row[empty], row[filled]


def _answer_dropped(table: bytes, chance: Random) -> bytes:
    """One row, with all that begin as it does: one of many cases may be gone without anybody's notice."""
    head, *rows = cells_of(table)
    gone = chance.choice(rows)[:3]
    return to_bytes([head, *(row for row in rows if row[:3] != gone)])


def _row_twice(table: bytes, chance: Random) -> bytes:
    cells = cells_of(table)
    cells.insert(chance.randrange(1, len(cells) + 1), list(chance.choice(cells[1:])))
    return to_bytes(cells)


def _header_again(table: bytes, chance: Random) -> bytes:
    cells = cells_of(table)
    cells.insert(chance.randrange(1, len(cells) + 1), list(cells[0]))
    return to_bytes(cells)


def _header_missing(table: bytes, chance: Random) -> bytes:
    return to_bytes(cells_of(table)[1:])


def _column_renamed(table: bytes, chance: Random) -> bytes:
    cells = cells_of(table)
    cells[0][chance.randrange(len(cells[0]))] = chance.choice(["", "Điểm", "value2", cells[0][0], "code"])
    return to_bytes(cells)


def _column_dropped(table: bytes, chance: Random) -> bytes:
    cells = cells_of(table)
    position = chance.randrange(len(cells[0]))
    return to_bytes([row[:position] + row[position + 1 :] for row in cells])


def _mixed_delimiters(table: bytes, chance: Random) -> bytes:
    lines = table.splitlines(keepends=True)
    position = chance.randrange(1, len(lines))
    lines[position] = lines[position].replace(b",", b";")
    return b"".join(lines)


def _mixed_decimal_signs(table: bytes, chance: Random) -> bytes:
    cells = cells_of(table)
    for row in chance.sample(cells[1:], 2):
        position = chance.randrange(len(row))
        row[position] = chance.choice(["1,25", "0,5", "2,5"])
    row = chance.choice(cells[1:])
    row[chance.randrange(len(row))] = "1.25"
    return to_bytes(cells)


def _cut_off(table: bytes, chance: Random) -> bytes:
    return table[: chance.randrange(len(table))]


def _open_quotation_mark(table: bytes, chance: Random) -> bytes:
    position = table.index(b",", chance.randrange(len(table) - 200)) + 1
    return table[:position] + b'"' + table[position:]


def _control_character(table: bytes, chance: Random) -> bytes:
    position = chance.randrange(len(table))
    return table[:position] + bytes([chance.choice([0, 1, 7, 8, 11, 12, 27, 127])]) + table[position:]


def _foreign_byte(table: bytes, chance: Random) -> bytes:
    position = chance.randrange(len(table))
    return table[:position] + bytes([chance.randrange(0x80, 0x100)]) + table[position + 1 :]


def _utf_16_without_mark(table: bytes, chance: Random) -> bytes:
    return table.decode("utf-8").encode(chance.choice(["utf-16-le", "utf-16-be", "utf-32-le"]))


def _something_else(table: bytes, chance: Random) -> bytes:
    return chance.choice(
        [
            b"", b"\n\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,,\n", b'"', b"PK\x03\x04" + table,
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + table, b"%PDF-1.7\n", b"{}", b"[]", b"<html></html>",
            table.splitlines(keepends=True)[0], bytes(range(256)), b"\x1f\x8b\x08" + table[:50],
            chance.randbytes(500), b"," * 5000, b"\n" * 5000, b"a" * 100_000,
        ]
    )  # fmt: skip


HARMFUL: dict[str, Damage] = {
    "strange cell": _in_one_row(_strange_cell),
    "filled cell replaced": _in_one_row(_filled_cell_replaced),
    "filled cell emptied": _in_one_row(_filled_cell_emptied),
    "cell missing": _in_one_row(_cell_missing),
    "cell too many": _in_one_row(_cell_too_many),
    "unknown name": _in_one_row(_unknown_name),
    "cell moved": _in_one_row(_cell_moved),
    "answer dropped": _answer_dropped,
    "row twice": _row_twice,
    "header again": _header_again,
    "header missing": _header_missing,
    "column renamed": _column_renamed,
    "column dropped": _column_dropped,
    "mixed delimiters": _mixed_delimiters,
    "mixed decimal signs": _mixed_decimal_signs,
    "cut off": _cut_off,
    "open quotation mark": _open_quotation_mark,
    "control character": _control_character,
    "foreign byte": _foreign_byte,
    "UTF-16 without a mark": _utf_16_without_mark,
    "something else": _something_else,
}
