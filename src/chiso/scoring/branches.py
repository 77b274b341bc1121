"""The branch of a rule that held, in words: the step, the case, the label.

Rules name their branches by stable words ("step 2", "label on_time"); the sentence of a step is the
one that the rule itself says for it.
"""

from __future__ import annotations

import re

from chiso.frameworks.leaf_context import inputs_of, leaf_context
from chiso.frameworks.model import Framework, Node
from chiso.language import Text, Value, text

_NUMBERED = re.compile(r"(step|segment|case) (\d+)\Z")
_LABEL = "label "

_WORDS: dict[str, Text] = {
    "true": text("The answer is yes."),
    "false": text("The answer is no."),
    "entered": text("The points were entered."),
    "undefined": text("The denominator is 0."),
    "floor": text("The lowest points that the rule gives."),
    "capped": text("The limit of the rule was reached."),
    "counted": text("Every item counts."),
    "taken off": text("Something was taken off."),
    "nothing off": text("Nothing was taken off."),
    "on time": text("It was in time."),
    "within grace": text("It was late by days that do not count."),
    "late": text("It was late."),
    "worst": text("The value is at the worst end or beyond it."),
    "best": text("The value is at the best end or beyond it."),
    "between": text("The value lies between the two ends."),
    "all equal": text("All units have the same value."),
    "nothing": text("The value is below the limit from which points are given."),
    "mean": text("The mean of all cases."),
    "failed": text("The condition is not met."),
    "passed": text("The condition is met."),
    "answered late": text("The answer came late and counts as 0 points."),
}


def branch_in_words(framework: Framework, leaf: Node, branch: str) -> Value | None:
    """What held, as the rule says it; None where the branch adds nothing to the rule's sentences."""
    if branch.startswith(_LABEL):
        key = branch.removeprefix(_LABEL)
        for definition in inputs_of(leaf, framework).values():
            if key in definition.labels:
                return definition.labels[key]
        return key
    numbered = _NUMBERED.match(branch)
    if numbered and leaf.rule is not None:
        sentences = leaf.rule.sentences(leaf_context(leaf, framework))
        # The first sentence says what is compared; those of the steps follow in their order.
        number = int(numbered[2])
        return sentences[number] if number < len(sentences) else None
    if branch == "otherwise":
        return text("None of the cases before it holds.")
    return _WORDS.get(branch)
