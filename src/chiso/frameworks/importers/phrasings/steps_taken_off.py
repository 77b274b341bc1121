"""Steps of what is taken off: "Thực hiện dưới 25 % kế hoạch: trừ 2 điểm; từ 25 % đến dưới 50 %: trừ 1 điểm".

    points = max(0, maximum − amount(x))

Every line takes off; beyond the steps that are named nothing is taken off. A hole between two steps
is open and asked about, as in any ladder.

Source of the shape: Thông tư 04/2014/TT-TTCP, article 15.
"""

from __future__ import annotations

from dataclasses import replace

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import ReadRule, RuleChoice
from chiso.frameworks.importers.phrasings.building import figure
from chiso.frameworks.importers.phrasings.clauses import Clause, Prose, taken_off_in
from chiso.frameworks.importers.phrasings.coverage import Ladder
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.ladders import ladder_of, read_ladder
from chiso.frameworks.importers.phrasings.steps import doubts_of, ways_to_close

NAME = "steps_taken_off"


def read(prose: Prose) -> ReadRule | None:
    """The deduction; None where a line does not take off, or is no step."""
    if prose.leaf.role == "penalty" or prose.maximum is None:
        return None
    amounts = tuple(_as_amount(clause) for clause in prose.clauses)
    reading = read_ladder(replace(prose, clauses=tuple(one for one in amounts if one is not None)))
    if None in amounts or reading is None or any(span.is_bare for span in reading.spans):
        return None
    ladder = ladder_of(reading, takes_off=True)
    start = figure(prose.maximum)

    def deduction(rungs: Ladder) -> Tree:
        return {"kind": "deduction@1", "start": start, "less": [{"kind": "steps@1", "steps": rungs.steps()}]}

    choices = tuple(
        RuleChoice(label, deduction(way), reading.measured.inputs) for label, way in ways_to_close(ladder)
    )
    return ReadRule(
        deduction(ladder),
        reading.measured.inputs,
        phrasing=NAME,
        doubts=doubts_of(ladder, prose),
        choices=choices,
    )


def _as_amount(clause: Clause) -> Clause | None:
    """The clause with what it takes off as its points."""
    found = taken_off_in(clause.printed)
    return None if found is None else replace(clause, words=found[0], points=found[1])


EXAMPLES = (
    Example(
        source="Theo mẫu Thông tư 04/2014/TT-TTCP, Điều 15",
        title="Thực hiện kế hoạch thanh tra",
        maximum="2",
        lines=(
            "Dưới 25% kế hoạch: trừ 2 điểm",
            "Từ 25% đến dưới 50% kế hoạch: trừ 1 điểm",
            "Từ 50% đến dưới 80% kế hoạch: trừ 0,5 điểm",
        ),
        inputs={"share": {"type": "ratio"}},
        rule={
            "kind": "deduction@1",
            "start": "2",
            "less": [
                {
                    "kind": "steps@1",
                    "steps": [
                        {"at_least": "0.8", "points": "0"},
                        {"at_least": "0.5", "below": "0.8", "points": "0.5"},
                        {"at_least": "0.25", "below": "0.5", "points": "1"},
                        {"below": "0.25", "points": "2"},
                    ],
                }
            ],
        },
    ),
)
