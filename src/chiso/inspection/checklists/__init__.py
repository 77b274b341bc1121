"""Checklists of visits: duties as versioned data, each with its article, and the loader that reads them.

format: chiso-inspection-checklist/1
id: one-stop-shop-duties          with the version: one-stop-shop-duties@2018
valid_from, valid_until           as long as the documents behind it were in force
superseded: {by, note}            what came after, and what is not known of it
sections:                         code, title, kind (that of a finding, see `severity`), breach, criteria
- items:                          code, title, article, check, levels, paper, criteria

Every item is answered with yes, no or not applicable; `breach` says which of the two is one ("no" where a
duty is to be met, "yes" where conduct is forbidden). `check` says how one knows it: by looking, from a
document, from the sampled files, from the system. `criteria` names what a duty bears on: {framework, code},
the framework without its version; those of a section hold for each of its items that names none itself.
Within one id a code keeps its meaning: a repeated finding is known by it across versions.

    CH-8690 a checklist that cannot be read      CH-8691 no checklist of that name
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.records import read_record
from chiso.inspection.plan import Part
from chiso.inspection.severity import Kind
from chiso.inspection.words import NotEmpty, Words
from chiso.language import listing, text
from chiso.problems import BadInput, Place, Problem

FORMAT: Final = "chiso-inspection-checklist/1"
FAULT: Final = "CH-8690"
UNKNOWN: Final = "CH-8691"
_FOLDER = files("chiso.inspection") / "checklists"

Code = Annotated[str, Field(pattern=r"^[A-Z][0-9]{0,3}$")]
Level = Literal["ministry", "province", "district", "commune"]


class Source(Part):
    """A document that the duties are taken from."""

    title: NotEmpty
    issued_on: date
    in_force_from: date
    articles: str = ""


class Superseded(Part):
    """What came after, and what that means for the list."""

    by: NotEmpty
    note: Words


class Criterion(Part):
    """A criterion of a framework, whatever its version, that a duty bears on."""

    framework: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
    code: NotEmpty


class Item(Part):
    """A duty, or a conduct that is forbidden. `levels` empty: of every level."""

    code: Code
    title: Words
    article: str = ""
    check: Literal["observe", "document", "file", "system"]
    levels: tuple[Level, ...] = ()
    paper: str = ""
    criteria: tuple[Criterion, ...] = ()


class Section(Part):
    """Items of one kind."""

    code: Code
    title: Words
    kind: Kind
    breach: Literal["no", "yes"] = "no"
    note: Words | None = None
    criteria: tuple[Criterion, ...] = ()
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class Checklist(Part):
    """The whole list."""

    format: Literal["chiso-inspection-checklist/1"] = FORMAT
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
    version: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,17}$")]
    title: Words
    note: Words
    documents: tuple[Source, ...]
    source: str = ""
    valid_from: date
    valid_until: date | None = None
    superseded: Superseded | None = None
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]

    @property
    def name(self) -> str:
        """By which an inspection names it."""
        return f"{self.id}@{self.version}"

    @property
    def items(self) -> dict[str, Item]:
        """All items by code."""
        return {item.code: item for section in self.sections for item in section.items}

    def section_of(self, code: str) -> Section:
        """The section of an item. Raises KeyError."""
        for section in self.sections:
            if any(item.code == code for item in section.items):
                return section
        raise KeyError(code)

    def is_breach(self, code: str, answer: str) -> bool:
        """Whether an answer says that a duty was not met. Raises KeyError."""
        return answer == self.section_of(code).breach

    def is_valid_on(self, day: date) -> bool:
        """Whether the documents behind it were in force."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def bearing_on(self, framework: str, code: str) -> tuple[str, ...]:
        """The items that bear on a criterion of a framework, named without its version, in their order."""
        sought = Criterion(framework=framework, code=code)
        return tuple(
            item.code
            for section in self.sections
            for item in section.items
            if sought in (item.criteria or section.criteria)
        )


def read_checklist(source: Path | bytes, *, name: str | None = None) -> Checklist:
    """The checklist in a YAML file. Raises BadInput with every fault of it."""
    shown = name or (str(source) if isinstance(source, Path) else "checklist.yaml")
    return read_record(source, Checklist, name=shown, form=FORMAT, code=FAULT, check=_faults)


def checklist_names() -> tuple[str, ...]:
    """The names of the checklists that come with the program."""
    found = (one.name for one in _FOLDER.iterdir() if one.name.endswith(".yaml"))
    return tuple(sorted(name.removesuffix(".yaml") for name in found))


@cache
def checklist_of(name: str) -> Checklist:
    """One that comes with the program, by its name with version. Raises BadInput (CH-8691)."""
    if name not in checklist_names():
        expected = text("Expected one of the checklists: {names}.", names=listing(checklist_names()))
        mend = text("Choose one of them, with its version.")
        raise BadInput([Problem(UNKNOWN, Place(field="checklist"), name, expected, mend)])
    return read_checklist((_FOLDER / f"{name}.yaml").read_bytes(), name=f"{name}.yaml")


def _faults(checklist: Checklist) -> Iterator[PlacedFault]:
    seen: set[str] = set()
    for place, section in enumerate(checklist.sections):
        for number, item in enumerate(section.items):
            if item.code in seen:
                expected = text("Expected each code once.")
                path = ("sections", place, "items", number, "code")
                yield PlacedFault(FAULT, path, item.code, expected, text("Give it a code of its own."))
            elif not item.code.startswith(section.code):
                expected = text(
                    "Expected a code that begins with that of its section, {code}.", code=section.code
                )
                path = ("sections", place, "items", number, "code")
                yield PlacedFault(FAULT, path, item.code, expected, text("Change the code of the item."))
            seen.add(item.code)
    if checklist.valid_until is not None and checklist.valid_until < checklist.valid_from:
        expected = text("Expected a last day that is not before the first.")
        found = checklist.valid_until.isoformat()
        yield PlacedFault(FAULT, ("valid_until",), found, expected, text("Mend one of the two days."))
