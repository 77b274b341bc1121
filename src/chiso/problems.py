"""Errors as data: what is wrong, where, what was found, what was expected, how to mend it.

Readers collect all problems of a file and raise them at once. Each problem has a stable code
(CH-nnnn, listed in the reference), so that a person can look it up and a program can tell it apart.

    CH-10nn  files and tables     CH-11nn  numbers and answers    CH-12nn  units
    CH-13nn  periods              CH-20nn  frameworks             CH-21nn  rules
    CH-30nn  scoring              CH-31nn, CH-32nn  surveys       CH-40nn  bundles
    CH-41nn  keys and seals       CH-50nn  calls and output       CH-60nn  the portal
    CH-90nn  faults of the program
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from chiso.language import Language, Text, render, text

LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is: a file, in it a row (from 1, as an editor counts) and a column or key."""

    file: str = ""
    row: int | None = None
    field: str = ""

    def in_language(self, language: Language) -> str:
        """The place as a person reads it."""
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(text("row {row}", row=str(self.row)).in_language(language))
        if self.field:
            parts.append(text("“{field}”", field=self.field).in_language(language))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `found` is quoted as it stood; the texts wait for a language."""

    code: str
    where: Place
    found: str | Text
    expected: Text
    mend: Text

    def in_language(self, language: Language) -> str:
        """One paragraph: code, place, what was found, what was expected, how to mend it."""
        found: Text | None = None
        if isinstance(self.found, Text):
            found = text("found: {found}", found=self.found)
        elif self.found:
            found = text("found “{found}”", found=self.found)
        lines = [f"{self.code} {self.where.in_language(language)}".rstrip()]
        parts = ([found] if found else []) + [self.expected, self.mend]
        return "\n".join(lines + [f"    {part.in_language(language)}" for part in parts])

    def as_record(self, language: Language) -> dict[str, str | int | None]:
        """The problem as a flat record for JSON and CSV."""
        return {
            "code": self.code,
            "file": self.where.file,
            "row": self.where.row,
            "field": self.where.field,
            "found": render(self.found, language),
            "expected": self.expected.in_language(language),
            "mend": self.mend.in_language(language),
        }


_REASONS: dict[int, Text] = {
    errno.ENOENT: text("no such file or folder"),
    errno.EACCES: text("no right to it"),
    errno.EPERM: text("no right to it"),
    errno.EROFS: text("the disk can only be read"),
    errno.ENOSPC: text("no space left on the disk"),
    errno.EDQUOT: text("the quota of the disk is used up"),
    errno.EFBIG: text("the file would be too large"),
    errno.EISDIR: text("this is a folder"),
    errno.ENOTDIR: text("a part of the path is no folder"),
    errno.EEXIST: text("something of that name is there already"),
    errno.ENOTEMPTY: text("the folder is not empty"),
    errno.ENAMETOOLONG: text("the name is too long"),
    errno.ELOOP: text("links that lead in a circle"),
    errno.EIO: text("the disk gave an error"),
}


def reason_of(error: OSError | ValueError) -> Text | str:
    """Why the disk refused, in words; what the system itself says where there are none.

    A ValueError is what a path with a NUL byte gives.
    """
    if isinstance(error, ValueError):
        return quote(error)
    known = _REASONS.get(error.errno) if error.errno is not None else None
    return known or quote(error.strerror or type(error).__name__)


def quote(found: object) -> str:
    """What stood there, shortened and without control characters, fit to be shown."""
    shown = "".join(c if c.isprintable() else "�" for c in str(found))
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + "…"


class Refused(Exception):
    """Something was not done, and why. Nothing was written. `exit_code` is the command's answer."""

    exit_code = 4

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code} {p.where.in_language('en')}".strip() for p in self.problems))

    def in_language(self, language: Language) -> str:
        """All problems, one paragraph each."""
        return "\n".join(problem.in_language(language) for problem in self.problems)


class BadInput(Refused):
    """What was given cannot be used."""

    exit_code = 4


@contextmanager
def mends_of_face(mends: Mapping[str, Text]) -> Iterator[None]:
    """What to do about a problem is told by who was asked: a command names its option, a page its field.

    Raises the BadInput of what is done within it, with the mend given here where there is one for its code.
    """
    try:
        yield
    except BadInput as refused:
        told = [replace(one, mend=mends.get(one.code, one.mend)) for one in refused.problems]
        raise BadInput(told) from refused


class WrongCall(Refused):
    """The call itself is off: an unknown name, options that exclude one another."""

    exit_code = 2


class CannotWrite(Refused):
    """The result could not be written; nothing half-written is left."""

    exit_code = 5


@dataclass(slots=True)
class Report:
    """What a reader met: problems that stop the work, and remarks that do not."""

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)

    def add(self, code: str, where: Place, found: object, expected: Text, mend: Text) -> None:
        """Note one problem and go on reading."""
        self.problems.append(Problem(code, where, quote(found), expected, mend))

    def remark(self, remark: Text) -> None:
        """Note something that the reader of the report should know."""
        self.remarks.append(remark)

    def stop_if_any(self) -> None:
        """Raise BadInput with everything that was met, if anything was."""
        if self.problems:
            raise BadInput(self.problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)
