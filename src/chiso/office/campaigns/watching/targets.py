"""Targets of components: set by the coordinator one by one, or taken from a table.

Columns of the table: unit, node, points, published, source. `unit` may be left out where the campaign
measures one unit; `node` is a code of the framework, "total" the whole; `points` is what is wanted,
`published` what was published for the period before, with its source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from chiso.figures import write_exact
from chiso.frameworks.model import TOTAL
from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.models import Campaign, Target
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import Conflict, Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.problems import BadInput, Place, Problem
from chiso.tables import Row, Table, decimal_sign, read_number, read_table
from chiso.units import match_key

_FIGURES = ("points", "published")

declare_verbs(
    {
        "target_set": text("set the target of {node}: {points}"),
        "targets_taken_over": text("took over {rows} targets from the table {table}"),
    }
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted at a node: the target and the last published figure with its source, each or none."""

    points: Fraction | None
    published: Fraction | None
    source: str = ""


def set_target(
    *, actor: Person, campaign: Campaign, unit: Agency, node: str, wanted: Wanted, expected_version: int
) -> Target:
    """Set the target of a node ("total": the whole); `expected_version` 0: none stood there.

    Raises NoRight, Conflict, Incomplete (CH-7212 no such node, CH-7890 no such unit, CH-7891 beyond what
    the node can have).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign, chain=chain_of(campaign)))
    participants = participants_of(campaign)
    problems = [*_problems_of_place(participants, unit.pk, node)]
    problems += [] if problems else _problems_of_figures(participants, node, wanted)
    if problems:
        raise Incomplete(problems)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        kept = Target.objects.filter(campaign=campaign, unit=unit, node=node).first()
        if kept is None and expected_version:
            raise Conflict(None, wanted, expected_version=expected_version, version=0)
        current = lock_version(kept, expected_version, given=wanted) if kept is not None else None
        if current is None:
            current = Target(campaign=campaign, unit=unit, node=node, version=0)
        _write(current, wanted)
        save_next(current)
        work.record("target_set", current, facts={"unit": unit.pk, "node": node, **_facts(wanted)})
    return current


def take_over_targets(*, actor: Person, campaign: Campaign, content: bytes, name: str) -> int:
    """Replace the targets of a campaign by those of a table; how many there are.

    Raises NoRight, BadInput (CH-10nn, CH-7212, CH-7213 a node twice, CH-7890, CH-7891, CH-7892 no figure).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign, chain=chain_of(campaign)))
    rows = read_targets(participants_of(campaign), content, name)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        Target.objects.filter(campaign=campaign).delete()
        made = []
        for (unit, node), wanted in rows.items():
            target = Target(campaign=campaign, unit_id=unit, node=node)
            _write(target, wanted)
            made.append(target)
        Target.objects.bulk_create(made)
        work.record("targets_taken_over", campaign, facts={"rows": len(rows), "table": name})
    return len(rows)


def read_targets(participants: Participants, content: bytes, name: str) -> dict[tuple[int, str], Wanted]:
    """The rows of a table by unit and node. Raises BadInput with every problem at once."""
    optional = ("unit", "published", "source")
    table = read_table(content, name=name, required=("node", "points"), optional=optional)
    sign = decimal_sign(table, _FIGURES)
    problems: list[Problem] = []
    found: dict[tuple[int, str], Wanted] = {}
    units = _Units(participants)
    for row in table.rows:
        unit, node = units.named(row["unit"]), row["node"] or TOTAL
        wrong: list[Problem] = []
        figures = {column: _figure(table, row, column, sign, wrong) for column in _FIGURES}
        wanted = Wanted(figures["points"], figures["published"], row["source"])
        wrong += _problems_of_place(participants, unit, node, table.place(row, "node"), row["unit"])
        wrong += (
            _problems_of_figures(participants, node, wanted, table.place(row, "points")) if not wrong else []
        )
        if unit is not None and (unit, node) in found:
            wrong.append(_twice(table, row))
        problems += wrong
        if not wrong and unit is not None:
            found[unit, node] = wanted
    if problems:
        raise BadInput(problems)
    return found


class _Units:
    """The units of a campaign by uid, code and name; where there is one, it need not be named."""

    def __init__(self, participants: Participants) -> None:
        self._found: dict[str, int | None] = {}
        for key, unit in participants.units.items():
            for name in {unit.uid, unit.code, match_key(unit.name)}:
                self._found[name] = key if self._found.get(name, key) == key else None
        self._only = next(iter(participants.units)) if len(participants.units) == 1 else None

    def named(self, written: str) -> int | None:
        """The primary key of the agency that was meant; None if none or several."""
        if not written:
            return self._only
        found = self._found.get(written)
        return found if found is not None else self._found.get(match_key(written))


def _figure(table: Table, row: Row, column: str, sign: object, wrong: list[Problem]) -> Fraction | None:
    written = row[column]
    if not written:
        return None
    try:
        return read_number(written, sign)  # type: ignore[arg-type]  # a sign that this table told
    except ValueError:
        expected = text("Expected a figure such as 84.64.")
        mend = text("Write digits and one decimal sign, the same in the whole table.")
        wrong.append(Problem("CH-7892", table.place(row, column), written, expected, mend))
        return None


def _problems_of_place(
    participants: Participants, unit: int | None, node: str, where: Place | None = None, written: str = ""
) -> Iterator[Problem]:
    if unit is None or unit not in participants.units:
        expected = text("Expected one unit that this campaign measures, by uid, code or full name.")
        mend = text("Take its code from the list of agencies.")
        yield Problem("CH-7890", where or Place(field="unit"), written, expected, mend)
    if node != TOTAL and node not in participants.framework.nodes_by_code:
        expected = text("Expected the code of a node of the campaign's framework, or “total” for the whole.")
        mend = text("Take the code from the framework, such as 2.1.")
        yield Problem("CH-7212", where or Place(field="node"), node, expected, mend)


def _problems_of_figures(
    participants: Participants, node: str, wanted: Wanted, where: Place | None = None
) -> list[Problem]:
    framework = participants.framework
    most = framework.index.max_points if node == TOTAL else framework.nodes_by_code[node].max_points
    found = []
    for field, figure in (("points", wanted.points), ("published", wanted.published)):
        if figure is not None and (figure < 0 or (most is not None and figure > most)):
            expected = (
                text("Expected a figure from 0 to {most}, the maximum of this node.", most=most)
                if most is not None
                else text("Expected a figure of 0 or more.")
            )
            mend = text("Give points, not per cent of something else.")
            place = where or Place(field=field)
            found.append(Problem("CH-7891", place, write_exact(figure), expected, mend))
    return found


def _twice(table: Table, row: Row) -> Problem:
    expected = text("Expected each node of a unit once.")
    mend = text("Delete one of the two rows.")
    return Problem("CH-7213", table.place(row, "node"), row["node"], expected, mend)


def _write(target: Target, wanted: Wanted) -> None:
    target.points = "" if wanted.points is None else write_exact(wanted.points)
    target.published = "" if wanted.published is None else write_exact(wanted.published)
    target.source = wanted.source


def _facts(wanted: Wanted) -> dict[str, str]:
    shown = {"points": wanted.points, "published": wanted.published}
    return {name: "–" if value is None else write_exact(value) for name, value in shown.items()}
