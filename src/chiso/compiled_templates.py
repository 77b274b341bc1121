"""Templates as Python's own files: compiled once, kept in the `__pycache__` beside them, read back then.

Compiling twenty templates takes a quarter of a second: a twentieth of a build after a correction, and what
the first who opens a page of the office waits for. What is kept is trusted as far as the program itself: it
lies in its folder, under Python's own names and rules (`PYTHONPYCACHEPREFIX`, `PYTHONDONTWRITEBYTECODE`). It
counts only for the very template and the very program that made it, since Jinja2 works some filters out while
it compiles. Where the folder cannot be written, templates are compiled each time.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Where compiled templates are kept; `program` is the digest of what compiles them."""

    def __init__(self, program: str) -> None:
        self._program = program

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The file of a compiled template; empty where the template is no file."""
        return cache_from_source(filename) if filename else ""

    def get_source_checksum(self, source: str) -> str:
        """What it was compiled from, and by what."""
        return hashlib.sha256(f"{self._program}\0{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what is kept, if it is of this template and program, and whole."""
        of_this = bucket.checksum.encode()
        with suppress(OSError, ValueError, EOFError, TypeError):
            kept = Path(bucket.key).read_bytes()
            if kept.startswith(of_this):
                bucket.code = marshal.loads(kept[len(of_this) :])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, in one step: another build may read it at this moment."""
        if sys.dont_write_bytecode or not bucket.key:
            return
        path = Path(bucket.key)
        aside = path.with_name(f"{path.name}.{token_hex(6)}.pyc")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                aside.write_bytes(bucket.checksum.encode() + marshal.dumps(bucket.code))
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)
