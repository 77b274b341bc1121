"""The gaps of a unit as a folder: figures are exact text, one table for each thing that is said.

gaps.json            what was asked, the sums, the rest of the distance
gaps.csv             one row a criterion
movement.csv         what moved in the units that rose             (with a history)
opportunities.csv    measures, each looked at alone                (with measures)
solutions.csv        criterion by criterion                        (with solutions)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from chiso.figures import write_exact
from chiso.improvement.gaps.finding import Gap, Gaps
from chiso.improvement.gaps.opportunities import ASSUMPTIONS
from chiso.language import Language
from chiso.tables import write_table

MARKER = "gaps.json"
FORMAT = "chiso-gaps/1"
_GAP_COLUMNS = (
    "code", "title_vi", "title_en", "points", "max_points", "to_maximum", "reference", "lost", "influence",
    "decided_by", "agency", "target", "history", "change", "notes",
)  # fmt: skip


def files_of(gaps: Gaps, language: Language) -> dict[str, bytes]:
    """The files by their names."""
    files = {"gaps.csv": _gap_table(gaps)}
    if gaps.movement is not None:
        files["movement.csv"] = write_table(
            ("code", "in_risers", "in_others", "ahead"),
            (
                (one.code, write_exact(one.in_risers), _written(one.in_others), write_exact(one.ahead))
                for one in gaps.movement.criteria
            ),
        )
    if gaps.opportunities:
        files["opportunities.csv"] = _opportunity_table(gaps)
    if gaps.solutions:
        files["solutions.csv"] = _solution_table(gaps)
    record = json.dumps(record_of(gaps, language), ensure_ascii=False, indent=2) + "\n"
    return {MARKER: record.encode("utf-8")} | {name: one.encode("utf-8") for name, one in files.items()}


def record_of(gaps: Gaps, language: Language) -> dict[str, Any]:
    """What was found, for JSON; figures are exact text."""
    distance = gaps.distance
    return {
        "format": FORMAT,
        "unit": gaps.unit.code,
        "period": gaps.result.period.written,
        "framework": gaps.result.framework.key,
        "against": distance.against,
        "reference": distance.name.in_language(language),
        "points": write_exact(distance.own),
        "points_of_reference": write_exact(distance.reference),
        "distance": write_exact(distance.difference),
        "in_own_hands": write_exact(gaps.in_own_hands),
        "by_influence": _sums(gaps.lost_by(lambda gap: gap.decided.influence)),
        "by_agency": _sums(gaps.lost_by(lambda gap: gap.agency)) if gaps.has_owners else {},
        "effects": [
            {"kind": one.kind, "code": one.code, "amount": write_exact(one.amount)}
            for one in distance.effects
        ],
        "remainder": write_exact(distance.remainder),
        "history": list(gaps.years),
        "risers": [] if gaps.movement is None else list(gaps.movement.risers),
        "assumptions": [one.in_language(language) for one in ASSUMPTIONS] if gaps.opportunities else [],
        "gaps": [_gap_record(gap) for gap in gaps.gaps],
        "groups": {code: write_exact(lost) for code, lost in lost_by_field(gaps).items()},
    }


def lost_by_field(gaps: Gaps) -> dict[str, Fraction]:
    """What was lost, by the fields right under the index, in the order of the document."""
    framework = gaps.result.framework
    found = {node.code: Fraction(0) for node in framework.nodes}
    for gap in gaps.gaps:
        found[top_of(gaps, gap.code)] += gap.lost
    return found


def top_of(gaps: Gaps, code: str) -> str:
    """The field that a criterion stands under."""
    parents = gaps.result.framework.parents
    while (above := parents[code]) is not None:
        code = above.code
    return code


def _gap_record(gap: Gap) -> dict[str, Any]:
    return {
        "code": gap.code,
        "points": write_exact(gap.points),
        "max_points": write_exact(gap.maximum),
        "reference": None if gap.reference is None else write_exact(gap.reference),
        "lost": write_exact(gap.lost),
        "influence": gap.decided.influence,
        "decided_by": gap.decided.by,
        "agency": gap.agency,
        "target": None if gap.target is None else write_exact(gap.target),
        "notes": list(gap.notes),
        "history": None if gap.followed is None else gap.followed.state,
    }


def _gap_table(gaps: Gaps) -> str:
    return write_table(_GAP_COLUMNS, (_gap_cells(gaps, gap) for gap in gaps.gaps))


def _gap_cells(gaps: Gaps, gap: Gap) -> Iterable[str]:
    title = gaps.result.framework.nodes_by_code[gap.code].title
    followed = gap.followed
    yield from (gap.code, title.in_language("vi"), title.in_language("en"))
    yield from (write_exact(gap.points), write_exact(gap.maximum), write_exact(gap.to_maximum))
    yield from (_written(gap.reference), write_exact(gap.lost))
    yield from (gap.decided.influence, gap.decided.by, gap.agency, _written(gap.target))
    yield "" if followed is None else followed.state
    yield "" if followed is None else _written(followed.change)
    yield " | ".join(gap.notes)


def _opportunity_table(gaps: Gaps) -> str:
    columns = (
        "measure", "code", "level", "points", "gain", "probability", "expected", "effort", "cost",
        "per_effort", "per_cost", "agency",
    )  # fmt: skip
    return write_table(
        columns,
        (
            (
                one.measure.measure, one.measure.code, one.measure.level, _written(one.measure.points),
                write_exact(one.gain), write_exact(one.measure.probability), write_exact(one.expected),
                write_exact(one.measure.effort), write_exact(one.measure.cost), _written(one.per_effort),
                _written(one.per_cost), one.measure.agency,
            )
            for one in gaps.opportunities
        ),
    )  # fmt: skip


def _solution_table(gaps: Gaps) -> str:
    """Criterion by criterion, the most lost first; one for which nobody has a solution has an empty row."""
    rows = []
    for gap in gaps.gaps:
        linked = gaps.solutions_for(gap.code)
        rows += [(gap.code, write_exact(gap.lost), one.problem, one.cause, one.solution) for one in linked]
        if not linked and gap.lost > 0:
            rows.append((gap.code, write_exact(gap.lost), "", "", ""))
    return write_table(("code", "lost", "problem", "cause", "solution"), rows)


def _sums(found: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: write_exact(amount) for name, amount in found.items()}


def _written(value: Fraction | None) -> str:
    return "" if value is None else write_exact(value)
