"""What a table of units would change: new agencies, new forms, changed forms, and what it does not name.

Nothing that stands is taken away by a table: an agency that it does not name stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from chiso.language import Text, text
from chiso.office.organisation.models import Agency, AgencyForm
from chiso.problems import Place, Problem
from chiso.units import Registry, Unit

FIELDS: dict[str, Text] = {
    "code": text("code"),
    "name": text("name"),
    "level": text("level"),
    "kind": text("kind"),
    "parent": text("unit above"),
    "group": text("group"),
    "aliases": text("other names"),
    "valid_to": text("last day"),
    "regime": text("regime"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a form: what stands, what the table says."""

    field: str
    before: str
    after: str

    @property
    def title(self) -> Text:
        """The field's name for a reader."""
        return FIELDS[self.field]


@dataclass(frozen=True, slots=True)
class ChangedForm:
    """A form that stands and would be another."""

    form: AgencyForm
    unit: Unit
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What a table would do. `new_forms` are further forms of agencies that stand."""

    new: tuple[Unit, ...]
    new_forms: tuple[Unit, ...]
    changed: tuple[ChangedForm, ...]
    same: int
    not_named: tuple[Agency, ...]
    problems: tuple[Problem, ...]

    @property
    def is_empty(self) -> bool:
        """Whether accepting the table would change nothing."""
        return not (self.new or self.new_forms or self.changed)


def compare(registry: Registry, regime: str = "") -> Differences:
    """The table of units against what stands. Reads all forms once."""
    standing: dict[str, dict[date | None, AgencyForm]] = {}
    for row in AgencyForm.objects.select_related("agency", "parent"):
        standing.setdefault(row.agency.uid, {})[row.valid_from] = row
    new: list[Unit] = []
    new_forms: list[Unit] = []
    changed: list[ChangedForm] = []
    same = 0
    for unit in registry:
        forms = standing.get(unit.uid)
        form = forms.get(unit.valid_from) if forms else None
        if forms is None:
            new.append(unit)
        elif form is None:
            new_forms.append(unit)
        else:
            changes = tuple(_changes(form, unit, parent_uid(registry, unit), regime))
            if changes:
                changed.append(ChangedForm(form, unit, changes))
            else:
                same += 1
    named = {unit.uid for unit in registry}
    not_named = tuple(agency for agency in Agency.objects.all() if agency.uid not in named)
    problems = [*_lost_parents(registry, standing.keys() | named), *_overlaps(registry, standing)]
    return Differences(tuple(new), tuple(new_forms), tuple(changed), same, not_named, tuple(problems))


def parent_uid(registry: Registry, unit: Unit) -> str:
    """The uid of the unit above; the table may name it by uid or by code."""
    if not unit.parent:
        return ""
    found = registry.resolve(unit.parent, unit.valid_from)
    return found.uid if found else unit.parent


def _changes(form: AgencyForm, unit: Unit, parent: str, regime: str) -> Iterable[Change]:
    after = {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "kind": unit.kind,
        "parent": parent,
        "group": unit.group,
        "aliases": "|".join(unit.aliases),
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else "",
        "regime": regime or form.regime,
    }
    before = {
        "code": form.code,
        "name": form.name,
        "level": form.level,
        "kind": form.kind,
        "parent": form.parent.uid if form.parent else "",
        "group": form.group,
        "aliases": "|".join(form.aliases),
        "valid_to": form.valid_to.isoformat() if form.valid_to else "",
        "regime": form.regime,
    }
    for field in FIELDS:
        if before[field] != after[field]:
            yield Change(field, before[field], after[field])


def _lost_parents(registry: Registry, known: set[str]) -> Iterable[Problem]:
    for unit in registry:
        parent = parent_uid(registry, unit)
        if parent and parent not in known:
            yield Problem(
                "CH-7201",
                Place(unit.uid, field="parent"),
                unit.parent,
                text("Expected a unit above that stands in this table or in the office."),
                text("Add a row for it, or correct its code."),
            )


def _overlaps(
    registry: Registry, standing: Mapping[str, Mapping[date | None, AgencyForm]]
) -> Iterable[Problem]:
    """A form of the table that would hold on days on which another form of the same agency holds."""
    replaced = {(unit.uid, unit.valid_from) for unit in registry}
    for unit in registry:
        for start, form in standing.get(unit.uid, {}).items():
            if (unit.uid, start) in replaced:
                continue
            kept = Unit(unit.uid, form.code, form.name, valid_from=start, valid_to=form.valid_to)
            if kept.overlaps(unit):
                yield Problem(
                    "CH-7202",
                    Place(unit.uid, field="valid_from"),
                    unit.valid_from.isoformat() if unit.valid_from else "",
                    text("Expected days on which no other form of this unit holds: {name}.", name=form.name),
                    text("Name the last day of the earlier form in the same table."),
                )
