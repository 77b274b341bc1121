"""The estimates behind the answers of a campaign, for the edition that publishes them.

A criterion takes part if every answer of it that comes from a survey was handed over from a round. A run
holds estimates of one sampling basis: where rounds of several fed a campaign, those that allow errors are
told, if they are of one basis, and no others. A run has one level of intervals too: rounds whose intervals
have several are refused, since what is published would be told at a level that it has not.

    CH-8250 rounds with intervals of different levels
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django_scopes import scopes_disabled

from chiso.figures import NotANumber, parse_decimal, write_exact
from chiso.language import text
from chiso.office.campaigns.models import Answer
from chiso.office.campaigns.participants import Participants
from chiso.office.campaigns.sheets.services import LAYER
from chiso.office.surveys.handing_over.feeding import units_of_domains, write_figure
from chiso.office.surveys.models import HandedLeaf, RoundVersion
from chiso.office.surveys.reading import estimates_in
from chiso.problems import BadInput, Place, Problem, quote
from chiso.scoring.answers import Answers
from chiso.scoring.estimates import (
    COLUMNS,
    DEFAULT_LEVEL,
    HIGHEST_LEVEL,
    LOWEST_LEVEL,
    Estimates,
    EstimatesRecord,
)
from chiso.scoring.estimates_reading import read_estimates
from chiso.scoring.leagues import League
from chiso.survey.design import WITH_ERRORS
from chiso.survey.estimates import Estimate
from chiso.tables import write_table
from chiso.units import Unit

NAME = "estimates.csv"


@dataclass(frozen=True, slots=True)
class _Fed:
    """An answer that a round fed: the unit, what was handed over, and its estimates by uid and code."""

    unit: Unit
    leaf: HandedLeaf
    estimates: Mapping[tuple[str, str], Estimate]

    @property
    def version(self) -> RoundVersion:
        """The version of the round."""
        version: RoundVersion = self.leaf.handing_over.version_of_round
        return version


def estimates_of_campaign(participants: Participants, league: League, answers: Answers) -> Estimates | None:
    """The estimates behind the answers as they stand; None where no round fed them.

    Raises BadInput where an answer does not follow from its estimate, where what is suppressed could be
    computed from what is published, and where intervals have several levels (CH-8250).
    """
    with scopes_disabled():
        fed = _of_one_basis(list(_fed(participants)))
        if not fed:
            return None
    versions = {one.version.pk: one.version for one in fed}
    _refuse_several_levels(versions.values())
    lines = [line for one in fed for line in _lines(participants, one)]
    table = write_table(COLUMNS, lines).encode()
    record = _record(versions.values())
    return read_estimates(
        table, record.to_bytes(), [league], participants.registry, participants.period, answers, name=NAME
    )


def _fed(participants: Participants) -> Iterator[_Fed]:
    """Every answer that a round fed, of criteria of which all answers from surveys were so fed."""
    handed: dict[int, HandedLeaf] = {
        leaf.sheet_id: leaf
        for leaf in HandedLeaf.objects.select_related("sheet", "handing_over__version_of_round__round")
        .filter(handing_over__campaign=participants.campaign)
        .order_by("-sheet__number")
    }
    found = Answer.objects.filter(
        campaign=participants.campaign, layer=LAYER, seat=1, origin="survey"
    ).values_list("unit", "node", "sheet")
    rows = [row for row in found if row[0] in participants.units]
    by_hand = {node for _, node, sheet in rows if sheet not in handed}
    known: dict[int, Mapping[tuple[str, str], Estimate]] = {}

    def fed(unit: Unit, leaf: HandedLeaf) -> _Fed:
        version: RoundVersion = leaf.handing_over.version_of_round
        if version.pk not in known:
            known[version.pk] = _by_unit(participants, version)
        return _Fed(unit, leaf, known[version.pk])

    for key, node, sheet in rows:
        if node not in by_hand:
            own = fed(participants.units[key], handed[sheet])
            later = (fed(own.unit, leaf) for leaf in handed.values() if _came_after(leaf, own.leaf))
            yield next((one for one in later if _figures(one) == _figures(own)), own)


def _came_after(leaf: HandedLeaf, own: HandedLeaf) -> bool:
    """Whether later figures of the criterion stand: where they say the same, the answer stays as it is."""
    sheet = leaf.sheet
    return leaf.node == own.node and sheet.number > own.sheet.number and sheet.withdrawn_at is None


def _figures(one: _Fed) -> dict[str, str]:
    """What an answer takes over: the figure of each input, none of them where one is suppressed."""
    found: dict[str, str] = {}
    for feed in one.leaf.feeds:
        row = one.estimates.get((one.unit.uid, feed["estimate"]))
        if row is not None:
            told = row.flag != "suppressed"
            found[feed["input"]] = write_figure(row.estimate, int(feed["times"])) if told else ""
    return found if all(found.values()) else dict.fromkeys(found, "")


def _of_one_basis(fed: list[_Fed]) -> list[_Fed]:
    """Those of the one basis that a run can hold; see the head of this file."""
    by_node: dict[str, set[str]] = {}
    for one in fed:
        by_node.setdefault(one.leaf.node, set()).add(one.version.round.basis)
    bases = {basis for found in by_node.values() for basis in found}
    chosen = bases if len(bases) == 1 else bases & WITH_ERRORS
    if len(chosen) != 1:
        return []
    return [one for one in fed if by_node[one.leaf.node] == chosen]


def _by_unit(participants: Participants, version: RoundVersion) -> dict[tuple[str, str], Estimate]:
    """The estimates of a version by uid and code."""
    rows, ignored = estimates_in(version.estimates), list[Problem]()
    units, _ = units_of_domains(participants, rows, ignored)
    return {(units[row.unit].uid, row.code): row for row in rows if row.unit in units}


def _lines(participants: Participants, one: _Fed) -> Iterator[tuple[str, ...]]:
    """An answer's estimates on the scale of its inputs; a missing answer names no input."""
    found = [(feed, one.estimates.get((one.unit.uid, feed["estimate"]))) for feed in one.leaf.feeds]
    period, unit, node = participants.period.written, one.unit.uid, one.leaf.node
    hidden = [row for _, row in found if row is not None and row.flag == "suppressed"]
    if hidden:
        first = hidden[0]
        nothing = ("",) * 7
        yield (period, unit, node, "", *nothing, "suppressed", first.sampling_basis, first.reason)
        return
    for feed, row in found:
        if row is not None:
            times = int(feed["times"])
            figures = [write_figure(value, times) for value in (row.estimate, row.se)]
            bounds = [write_figure(value, times) for value in (row.ci_low, row.ci_high)]
            yield (
                period, unit, node, feed["input"], *figures, write_figure(row.df), str(row.n),
                write_figure(row.deff), *bounds, row.flag, row.sampling_basis, row.reason,
            )  # fmt: skip


def _refuse_several_levels(versions: Collection[RoundVersion]) -> None:
    """Raise BadInput (CH-8250) where rounds with intervals have them at several levels."""
    levels = {
        version: _said(version)["level"] or DEFAULT_LEVEL
        for version in versions
        if version.round.basis in WITH_ERRORS
    }
    if len(set(levels.values())) < 2:
        return
    shown = "; ".join(
        f"{version.round.name} ({version.number}): {write_exact(level * 100)} %"
        for version, level in levels.items()
    )
    expected = text("Expected one level of the intervals in all rounds whose estimates a campaign publishes.")
    mend = text("Estimate one of the rounds again with the --level of the other, and hand it over anew.")
    raise BadInput([Problem("CH-8250", Place(field="level"), quote(shown), expected, mend)])


def _record(versions: Iterable[RoundVersion]) -> EstimatesRecord:
    """What the records of the rounds say of the whole table, where they say the same."""
    said = [_said(version) for version in versions]
    agreed: dict[str, Any] = {
        key: value for key, value in said[0].items() if value and all(one.get(key) == value for one in said)
    }
    return EstimatesRecord(**agreed)


def _said(version: RoundVersion) -> dict[str, Any]:
    """What the record of a version says, as far as it can be told: nobody promised more than its hashes."""
    made = json.loads(version.record)
    call = made.get("choices") or made.get("call")
    call = call if isinstance(call, dict) else {}
    return {
        "level": _level(call.get("level")),
        "interval": _word(call.get("interval")),
        "errors": _word(made.get("errors")),
        "formula": made.get("formula") if made.get("formula") in ("official", "ours") else "",
        "data_sha256": version.data_sha256,
        "design_sha256": version.design_sha256,
    }


def _level(written: object) -> Fraction | None:
    try:
        level = parse_decimal(str(written))
    except NotANumber:
        return None
    return level if LOWEST_LEVEL <= level <= HIGHEST_LEVEL else None


def _word(written: object) -> str:
    return written if isinstance(written, str) and written.isprintable() and len(written) <= 100 else ""
