"""A table of any length, row by row: the file is read twice, and of it no more than a block is held.

The first reading proves the encoding, as `decoding` does for a file that is held whole, and looks for what
no table has; the second one gives the rows. Composed form (NFC) is made line by line, which is the same,
since no letter and its mark stand on two lines.

    CH-1014 a line longer than any row; CH-1001 to CH-1007 as in `reading`
"""

from __future__ import annotations

import codecs
import io
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from chiso.language import Text, text
from chiso.problems import Place, Report, reason_of
from chiso.tables.decoding import (
    CONTROL,
    READ_AS_WINDOWS_1258,
    VIETNAMESE,
    CannotDecode,
    decode_text,
    refusal,
)
from chiso.tables.header import DELIMITERS, Delimiter
from chiso.tables.reading import Row, records_of, refuse_empty, sound_rows

BLOCK = 1024 * 1024
# A row of sixty cells, each as long as a spreadsheet allows, is shorter.
LONGEST_LINE = 2 * 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class Stream:
    """A table whose header was read. `rows` reads the file from its first row on, each time anew."""

    path: Path
    name: str
    line: int
    header: tuple[str, ...]
    delimiter: Delimiter
    codec: str
    skipped: int

    def rows(self, positions: Mapping[str, int], report: Report) -> Iterator[Row]:
        """The sound rows; `positions`: under which names cells are found, -1 for a column that is absent.

        Problems of rows are noted in `report`.
        """
        known = frozenset(self.header)
        with self.path.open("rb") as stream:
            records = records_of(self._lines(stream), self.delimiter, self.name, report, self._line_at)
            next(records, None)
            yield from sound_rows(records, self.header, positions, known, self.name, report)

    def _lines(self, stream: IO[bytes]) -> Iterator[str]:
        stream.seek(self.skipped)
        with io.TextIOWrapper(stream, self.codec, newline="") as written:
            for line in written:
                yield line if line.isascii() else unicodedata.normalize("NFC", line)

    def _line_at(self, number: int) -> str:
        with self.path.open("rb") as stream:
            for at, line in enumerate(self._lines(stream), start=1):
                if at == number:
                    return line.strip()
        return ""


def open_stream(path: Path, report: Report, named: Callable[[tuple[str, ...]], int]) -> Stream:
    """The table in a file on the disk. `named`: how many cells of a header are names that are known.

    Raises BadInput where there is no table to read.
    """
    shown = str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            expected = text("Expected a file on a disk, since it is read twice; this is something else.")
            _refuse(report, shown, "CH-1002", expected, text("Name a file."))
        with path.open("rb") as stream:
            codec, skipped, remarks = _prove_encoding(stream, shown, report)
    except FileNotFoundError:
        expected = text("There is no such file.")
        _refuse(report, shown, "CH-1001", expected, text("Check the name and the folder."))
    except (OSError, ValueError) as error:
        expected = text("The file cannot be read: {reason}.", reason=reason_of(error))
        mend = text("Check who may read it, and whether another program holds it.")
        _refuse(report, shown, "CH-1002", expected, mend)
    for remark in remarks:
        report.remark(text("{file}: {remark}", file=shown, remark=remark))
    found = [_head(Stream(path, shown, 0, (), one, codec, skipped), Report()) for one in DELIMITERS]
    # max keeps the first of equals, so a single column counts as comma-delimited.
    best = max(found, key=lambda one: (named(one.header), len(one.header)))
    if not best.header:
        # What keeps the header from being read, such as a quotation mark that is never closed, is told.
        _head(best, report)
        report.stop_if_any()
        refuse_empty(report, shown)
    return best


def _head(stream: Stream, report: Report) -> Stream:
    """The same table with the header that its delimiter shows."""
    with stream.path.open("rb") as opened:
        records = records_of(stream._lines(opened), stream.delimiter, stream.name, report, stream._line_at)
        line, header = next(records, (0, ()))
    names = tuple(" ".join(name.split()) for name in header)
    return Stream(stream.path, stream.name, line, names, stream.delimiter, stream.codec, stream.skipped)


def _prove_encoding(stream: IO[bytes], shown: str, report: Report) -> tuple[str, int, tuple[Text, ...]]:
    """Codec, bytes of the mark, remarks. Raises BadInput."""
    start = stream.read(4)
    try:
        if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
            decode_text(start)
        for mark, codec, name in _MARKS:
            if start.startswith(mark):
                _decode_all(stream, len(mark), codec, name, shown, report)
                read_as = () if codec == "utf-8" else (text("The file was read as UTF-16."),)
                return codec, len(mark), read_as
        try:
            _decode_all(stream, 0, "utf-8", "", shown, report)
        except CannotDecode as fault:
            _prove_windows_1258(stream, fault, shown, report)
            return "cp1258", 0, (READ_AS_WINDOWS_1258,)
    except CannotDecode as fault:
        report.add("CH-1005", Place(shown, fault.line), fault.found, fault.expected, fault.mend)
        report.stop_if_any()
    return "utf-8", 0, ()


def _decode_all(stream: IO[bytes], start: int, codec: str, name: str, shown: str, report: Report) -> None:
    """Decode the file and look at it, block by block. Raises CannotDecode, BadInput."""
    for _ in _blocks(stream, start, codec, name, shown, report):
        pass


def _prove_windows_1258(stream: IO[bytes], fault: CannotDecode, shown: str, report: Report) -> None:
    """Only characters of Vietnamese text may come out. Raises `fault`, BadInput."""
    # What may be followed by a mark is kept for the next block.
    kept = ""
    for written in _blocks(stream, 0, "cp1258", "", shown, report):
        written = kept + written
        bases = (at for at in range(len(written) - 1, -1, -1) if not unicodedata.combining(written[at]))
        last = next(bases, 0)
        kept = written[last:]
        if _is_strange(written[:last]):
            raise fault
    if _is_strange(kept):
        raise fault


def _is_strange(written: str) -> bool:
    composed = unicodedata.normalize("NFC", written)
    return any(character > "\x7f" and character not in VIETNAMESE for character in set(composed))


def _blocks(
    stream: IO[bytes], start: int, codec: str, name: str, shown: str, report: Report
) -> Iterator[str]:
    """The text of the file in blocks, after a look for control characters and for lines without an end."""
    stream.seek(start)
    decoder = codecs.getincrementaldecoder(codec)()
    lines, open_line = 0, 0
    while True:
        content = stream.read(BLOCK)
        try:
            written = decoder.decode(content, final=not content)
        except UnicodeDecodeError as fault:
            raise refusal(name, bytes(fault.object), fault, lines) from None
        strange = CONTROL.search(written)
        if strange is not None:
            expected = text("Expected text; a control character stands here.")
            mend = text("Save the file again as CSV UTF-8 from the program that made it.")
            line = lines + written.count("\n", 0, strange.start()) + 1
            report.add("CH-1006", Place(shown, line), f"U+{ord(strange[0]):04X}", expected, mend)
            report.stop_if_any()
        ends = written.count("\n")
        last_end = max(written.rfind("\n"), written.rfind("\r"))
        open_line = len(written) - last_end - 1 if last_end >= 0 else open_line + len(written)
        lines += ends
        if open_line > LONGEST_LINE:
            expected = text("Expected lines of at most {limit} characters.", limit=LONGEST_LINE)
            mend = text("Look for a quotation mark that is never closed, or shorten the text.")
            report.add("CH-1014", Place(shown, lines + 1), "", expected, mend)
            report.stop_if_any()
        if written:
            yield written
        if not content:
            return


def _refuse(report: Report, shown: str, code: str, expected: Text, mend: Text) -> NoReturn:
    report.add(code, Place(shown), "", expected, mend)
    report.stop_if_any()
    raise AssertionError("a report with a problem stops")
