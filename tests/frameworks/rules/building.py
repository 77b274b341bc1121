"""One factory for rules in tests: from the words of a document to faults and outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies
from pydantic import TypeAdapter

from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.leaf import LeafContext
from chiso.frameworks.rules import Outcome, Rule, RuleModel
from chiso.frameworks.values import Circumstances, Values

RULES: TypeAdapter[Any] = TypeAdapter(Rule)

SHARE = {"x": {"type": "share"}}
NUMBER = {"x": {"type": "number"}}
COUNT = {"x": {"type": "count"}}
RATIO = {"x": {"type": "ratio"}}


class Built:
    """A rule in a leaf."""

    def __init__(
        self,
        rule: Mapping[str, Any],
        inputs: Mapping[str, Any],
        *,
        max_points: str | None = "2",
        higher_is_better: bool = True,
        settings: Sequence[Mapping[str, Fraction]] = ({},),
    ) -> None:
        self.rule: RuleModel = RULES.validate_python(rule)
        self.leaf = LeafContext(
            max_points=None if max_points is None else Fraction(max_points),
            higher_is_better=higher_is_better,
            inputs={name: InputDefinition.model_validate(given) for name, given in inputs.items()},
            settings=tuple(settings),
        )

    def faults(self) -> list[tuple[str, tuple[str | int, ...]]]:
        """Code and path of every fault."""
        return [(fault.code, fault.path) for fault in self.rule.faults(self.leaf)]

    def complaints(self) -> str:
        """All faults in words."""
        return "\n".join(fault.expected.in_language("en") for fault in self.rule.faults(self.leaf))

    def outcome(
        self,
        values: Mapping[str, Any],
        cases: Sequence[Values] = (),
        circumstances: Circumstances | None = None,
    ) -> Outcome:
        """What the rule answers; it must be without faults."""
        assert self.faults() == []
        return self.rule.prepare(self.leaf)(values, cases, circumstances or Circumstances())

    def answer(
        self, values: Mapping[str, Any], circumstances: Circumstances | None = None
    ) -> tuple[object, str]:
        """The points and the branch that gave them."""
        outcome = self.outcome(values, circumstances=circumstances)
        return outcome.points, outcome.branch

    def points(self, x: str | int | Fraction) -> Fraction | None:
        """The points for the input x."""
        return self.outcome({"x": Fraction(x)}).points

    def reached(self, values: Mapping[str, Any], cases: Sequence[Values] = ()) -> frozenset[str]:
        """The landmarks that one answer touches."""
        return self.rule.reached(self.leaf, values, cases, Circumstances())

    def landmarks(self) -> frozenset[str]:
        """All landmarks."""
        return self.rule.landmarks(self.leaf)

    def words(self) -> list[str]:
        """The rule in English."""
        return [sentence.in_language("en") for sentence in self.rule.sentences(self.leaf)]


def labels(*keys: str) -> dict[str, dict[str, str]]:
    """Labels of an input, titled by their keys."""
    return {key: {"vi": key, "en": key} for key in keys}


def figures(low: int = -20, high: int = 20) -> strategies.SearchStrategy[Fraction]:
    """Figures with small denominators, so that they meet bounds often."""
    return strategies.builds(
        Fraction, strategies.integers(low * 6, high * 6), strategies.sampled_from([1, 2, 3, 6, 7])
    ).filter(lambda figure: low <= figure <= high)
