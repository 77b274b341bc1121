"""What a trial is made from: the draft, the set that was answered, the answers, the units.

Everything is read before anything is kept; what is wrong with a file is one list.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from chiso.examples.catalogue import EXAMPLES
from chiso.frameworks.library import keys, load_framework
from chiso.frameworks.model import Framework
from chiso.language import text
from chiso.office.drafting.freezing.selectors import framework_of, frozen_named
from chiso.office.drafting.trying.workbooks import csv_of, is_workbook
from chiso.office.errors import NotFound
from chiso.office.organisation.models import AgencyForm
from chiso.office.people.checks import problem
from chiso.periods import Period, parse_period
from chiso.problems import BadInput
from chiso.scoring.answers import Answers
from chiso.scoring.reading import read_answers
from chiso.units import Registry, Unit, read_units, shipped_registry, write_units

Source: TypeAlias = Literal["office", "shipped", "file"]
LARGEST_FILE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave: bytes as they came, names as they were called. `units`: where they are from."""

    against: str
    period: str
    answers: bytes
    answers_name: str
    units_from: Source = "office"
    units: bytes = b""
    units_name: str = ""


@dataclass(frozen=True)
class ReadInputs:
    """The same, understood; `units` are those that are scored."""

    older: Framework
    period: Period
    answers: Answers
    units: Registry

    @property
    def units_table(self) -> bytes:
        """The units as a table, to make the trial again from."""
        return write_units(self.units).encode()


def read_inputs(given: Given) -> ReadInputs:
    """Understand what was given. Raises BadInput with every problem of the first file that has any."""
    _refuse_large(given)
    older = answered_set(given.against)
    period = parse_period(given.period)
    registry = _registry(given)
    sign: Literal["."] | None = "." if is_workbook(given.answers) else None
    answers, report = read_answers(
        csv_of(given.answers, given.answers_name), older, registry, period, name=given.answers_name, sign=sign
    )
    report.stop_if_any()
    if given.units_from != "file":
        # Nobody named the units that gave no answer: they are not missing.
        registry = Registry(tuple(unit for unit in registry if unit.uid in answers.by_unit))
    present = Registry(tuple(registry.as_of(period.reference_day)))
    return ReadInputs(older, period, answers, present)


def answered_set(key: str) -> Framework:
    """The set that was answered: of the library, or frozen here. Raises BadInput (CH-7782)."""
    if key in keys():
        return load_framework(key)
    try:
        return framework_of(frozen_named(key))
    except NotFound:
        expected = text("Expected a set of the library, or one that was frozen here.")
        mend = text("Choose the set that the answers were given to.")
        raise BadInput([problem("CH-7782", "against", expected, mend, found=key)]) from None


@cache
def example_tables(name: str) -> tuple[bytes, bytes]:
    """Answers and units of an example that comes with chiso. Raises BadInput (CH-7782)."""
    for example in EXAMPLES:
        if example.name == name:
            files = example.build()
            if "answers.csv" in files:
                return files["answers.csv"].encode(), files["units.csv"].encode()
    expected = text("Expected an example with answers.")
    raise BadInput([problem("CH-7782", "example", expected, text("Choose one of the list."), found=name)])


def _refuse_large(given: Given) -> None:
    """Raises BadInput (CH-7781) with every file that is larger than a table of a year."""
    limit = text("Expected a file of at most {size} MB.", size=LARGEST_FILE // 1024 // 1024)
    mend = text("Give the rows of one year only, or try the draft on the command line.")
    problems = [
        problem("CH-7781", field, limit, mend, found=name)
        for field, name, content in (
            ("answers", given.answers_name, given.answers),
            ("units", given.units_name, given.units),
        )
        if len(content) > LARGEST_FILE
    ]
    if problems:
        raise BadInput(problems)


def _registry(given: Given) -> Registry:
    if given.units_from == "office":
        return registry_of_office()
    if given.units_from == "shipped":
        return shipped_registry()
    registry, report = read_units(csv_of(given.units, given.units_name), name=given.units_name)
    report.stop_if_any()
    return registry


def registry_of_office() -> Registry:
    """The agencies and units of this office through all their forms. One query."""
    forms = AgencyForm.objects.select_related("agency", "parent").order_by("agency__sort_key", "pk")
    return Registry(
        tuple(
            Unit(
                uid=form.agency.uid,
                code=form.code,
                name=form.name,
                level=form.level,
                kind=form.kind,
                parent=form.parent.uid if form.parent else "",
                group=form.group,
                aliases=tuple(form.aliases),
                valid_from=form.valid_from,
                valid_to=form.valid_to,
            )
            for form in forms
        )
    )
