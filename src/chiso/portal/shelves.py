"""What many pages need, but never all at once: in memory stays what was asked for last, the rest on disk.

Ten years of a city of 631 units with 100 criteria are 700,000 answers with their points: a gigabyte as
objects. What fits into `MOST_BYTES` never reaches the disk, so a site of provinces is as quick as without.
The file has no name, only this program can read it, and it is gone with the program.
"""

from __future__ import annotations

import io
import pickle
import tempfile
import weakref
from array import array
from collections import OrderedDict
from fractions import Fraction
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

from chiso.writing import cannot_write

Item = TypeVar("Item")
# About what the objects in memory take; 14 years of 63 provinces are 40 MB.
MOST_BYTES = 40_000_000


class Shelf(Generic[Item]):
    """Things by number. Nobody changes what stands on a shelf: it may be another copy the next time."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held_bytes = most_bytes, 0
        # The one asked for last stands at the end.
        self._held: OrderedDict[int, tuple[Item, int]] = OrderedDict()
        # Where each thing begins in the file, and how long it is; -1: it is in memory only.
        self._starts, self._lengths = array("q"), array("q")
        self._file: IO[bytes] | None = None
        self._end = 0

    def put(self, item: Item, size: int) -> int:
        """Keep a thing that takes about `size` bytes in memory; its number. Raises CannotWrite."""
        number = len(self._starts)
        self._starts.append(-1)
        self._lengths.append(0)
        self._hold(number, item, size)
        return number

    def get(self, number: int) -> Item:
        """The thing of a number. Raises CannotWrite, since another one may have to leave."""
        held = self._held.get(number)
        if held is not None:
            self._held.move_to_end(number)
            return held[0]
        written = self._read(number)
        item: Item = pickle.loads(written)
        # Objects take some four times the bytes in which they are written.
        self._hold(number, item, 4 * len(written))
        return item

    def _hold(self, number: int, item: Item, size: int) -> None:
        self._held[number] = item, size
        self._held_bytes += size
        # The last one stays, however large it is.
        while self._held_bytes > self._most and len(self._held) > 1:
            oldest, (left, freed) = self._held.popitem(last=False)
            self._held_bytes -= freed
            if self._starts[oldest] < 0:
                self._write(oldest, left)

    def _write(self, number: int, item: Item) -> None:
        content = io.BytesIO()
        _Pickler(content, protocol=5).dump(item)
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="chiso-portal-")  # noqa: SIM115
                weakref.finalize(self, self._file.close)
            self._file.seek(self._end)
            self._file.write(content.getbuffer())
        except OSError as error:
            raise cannot_write(Path(tempfile.gettempdir()), error) from error
        self._starts[number], self._lengths[number] = self._end, content.tell()
        self._end += content.tell()

    def _read(self, number: int) -> bytes:
        assert self._file is not None, "what is not held was written"
        self._file.seek(self._starts[number])
        return self._file.read(self._lengths[number])


class _Pickler(pickle.Pickler):
    """Writes a fraction as its two whole numbers: Python 3.11 writes it as text, and parses that again."""

    def reducer_override(self, value: object) -> Any:
        if type(value) is Fraction:
            return Fraction, (value.numerator, value.denominator)
        return NotImplemented
