"""By what an inspection goes: its checklist and its rule of severity, shipped or the city's own.

What comes with chiso is known by its name and never costs a query; the city's own are rows that never
change. A name leads to one content for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils import timezone

from chiso.inspection.checklists import Checklist, checklist_names, checklist_of
from chiso.inspection.rule_files import Sort, read_rule_file
from chiso.inspection.severity import SeverityRule, shipped_rule
from chiso.inspection.validity import out_of_force
from chiso.language import Bilingual, Text, Value, text
from chiso.office.inspections.models import Inspection, RuleFile, Visit
from chiso.problems import Problem

_SHIPPED_TITLE = text("Convention of chiso")


@dataclass(frozen=True, slots=True)
class RuleShown:
    """One that can be or was picked. `row`: the city's own, None where it comes with chiso; `newer`: the
    name of the version that superseded it; `used`: in how many inspections it is picked."""

    sort: Sort
    name: str
    what: Checklist | SeverityRule
    row: RuleFile | None
    newer: str
    used: int

    @property
    def title(self) -> Text:
        """As it is called."""
        return title_of(self.what)

    @property
    def source(self) -> str:
        """What it rests on, as the file says it."""
        documents = [one.title for one in self.what.documents] if isinstance(self.what, Checklist) else []
        return ", ".join(documents) or self.what.source


def checklist_named(name: str) -> Checklist:
    """A checklist by its name. One query where it is the city's own. Raises BadInput (CH-8691)."""
    if name not in checklist_names():
        read = _brought("checklist", name)
        if isinstance(read, Checklist):
            return read
    return checklist_of(name)


def severity_rule_named(name: str) -> SeverityRule:
    """A rule of severity by its name. One query where it is the city's own; the shipped one for no other."""
    rule = shipped_rule()
    if name != rule.rule:
        read = _brought("severity", name)
        if not isinstance(read, SeverityRule):
            raise LookupError(name)
        return read
    return rule


def _brought(sort: Sort, name: str) -> Checklist | SeverityRule | None:
    rows = RuleFile.objects.filter(sort=sort, name=name).order_by()
    content = rows.values_list("content", flat=True).first()
    return _read(content) if content is not None else None


@lru_cache(maxsize=32)
def _read(content: str) -> Checklist | SeverityRule:
    return read_rule_file(content.encode())


def title_of(what: Checklist | SeverityRule) -> Text:
    """The title with the version."""
    if isinstance(what, Checklist):
        return text(
            "{title} ({version})", title=Bilingual(what.title.vi, what.title.en), version=what.version
        )
    if what.title is not None:
        title: Value = Bilingual(what.title.vi, what.title.en)
    else:
        title = _SHIPPED_TITLE if what.rule == shipped_rule().rule else what.source
    return text("{title} ({version})", title=title, version=what.rule)


def rules_listed() -> list[RuleShown]:
    """All of them: what comes with chiso first, then the city's own, the latest first. Three queries."""
    used: dict[str, int] = {}
    for names in Inspection.objects.order_by().values_list("checklist", "severity_rule"):
        for name in names:
            used[name] = used.get(name, 0) + 1
    found = [
        RuleShown("checklist", name, checklist_of(name), None, "", used.get(name, 0))
        for name in checklist_names()
    ]
    rule = shipped_rule()
    found.append(RuleShown("severity", rule.rule, rule, None, "", used.get(rule.rule, 0)))
    newest: dict[tuple[str, str], str] = {}
    for row in RuleFile.objects.select_related("brought_by").order_by("-pk"):
        key = (row.sort, row.name.partition("@")[0])
        newer = newest.get(key, "")
        newest.setdefault(key, row.name)
        sort: Sort = "checklist" if row.sort == "checklist" else "severity"
        found.append(RuleShown(sort, row.name, _read(row.content), row, newer, used.get(row.name, 0)))
    return found


def rules_to_pick(sort: Sort, standing: str = "") -> list[tuple[str, Text]]:
    """What an inspection can pick: of each the latest version; the one that stands in any case. One query."""
    offered: dict[str, Text] = {}
    if sort == "checklist":
        offered = {name: title_of(checklist_of(name)) for name in checklist_names()}
    else:
        offered[shipped_rule().rule] = title_of(shipped_rule())
    seen: set[str] = set()
    for name, content in RuleFile.objects.filter(sort=sort).order_by("-pk").values_list("name", "content"):
        identity = name.partition("@")[0]
        if identity not in seen or name == standing:
            offered[name] = title_of(_read(content))
        seen.add(identity)
    return list(offered.items())


def warnings_of(inspection: Inspection) -> list[Problem]:
    """What does not hold on every day of the visits: warnings (CH-8870), no stop."""
    return list(_warnings(inspection, inspection.opens_on, inspection.closes_on))


def warning_of_visit(checklist: Checklist, visit: Visit) -> Problem | None:
    """That a checklist does not hold on the day of a visit; while it has none, on those of the inspection."""
    day = timezone.localdate(visit.begun_at) if visit.begun_at is not None else visit.planned_on
    first, last = visit.inspection.opens_on, visit.inspection.closes_on
    return out_of_force(checklist, day or first, day or last)


def _warnings(inspection: Inspection, first: date, last: date) -> Iterator[Problem]:
    for what in (checklist_named(inspection.checklist), severity_rule_named(inspection.severity_rule)):
        warning = out_of_force(what, first, last)
        if warning is not None:
            yield warning
