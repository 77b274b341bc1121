"""What a leaf asks for: its inputs in the order of the set, once for the unit or once for each case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.leaf import LeafContext
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.measures import words_of_input
from chiso.frameworks.model import Framework, Node
from chiso.language import Value
from chiso.scoring.questions import ByContent, Question, questions_of


@dataclass(frozen=True, slots=True)
class AskedInput:
    """One input as it is asked: its name in answers, what people call it, what it may be."""

    name: str
    title: Value
    definition: InputDefinition


@dataclass(frozen=True, slots=True)
class Borrowed:
    """An input that another leaf answers; here it is only shown."""

    asked: AskedInput
    code: str
    input: str


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a leaf asks for. `needed_once` and `needed_in_cases`: without these the rule gives nothing."""

    node: Node
    once: tuple[AskedInput, ...]
    in_cases: tuple[AskedInput, ...]
    borrowed: tuple[Borrowed, ...]
    needed_once: frozenset[str]
    needed_in_cases: frozenset[str]
    may_not_apply: bool
    compares_units: bool

    def lacking(self, status: str, rows: Sequence[Sequence[str]]) -> int:
        """How many inputs are still to come. `rows` as they are kept; only a given answer lacks any."""
        if status not in ("given", "late"):
            return 0
        once = {name for name, case, *_ in rows if not case}
        by_case: dict[str, set[str]] = {}
        for name, case, *_ in rows:
            if case:
                by_case.setdefault(case, set()).add(name)
        once |= {name for names in by_case.values() for name in names if name not in self.needed_in_cases}
        lacking = len(self.needed_once - once)
        for name in self.needed_in_cases - once:
            if not by_case or any(name not in names for names in by_case.values()):
                lacking += 1
        return lacking

    @property
    def all_lacking(self) -> int:
        """How many inputs are to come where nothing was given yet."""
        return self.lacking("given", ())


def asked_of(framework: Framework, code: str) -> Asked:
    """What a leaf of a set asks for (kept by the content of the set)."""
    return _asked(ByContent(framework), code)


@lru_cache(maxsize=4096)
def _asked(hashed: ByContent, code: str) -> Asked:
    framework = hashed.framework
    question = questions_of(framework).by_code[code]
    node, context = question.node, leaf_context(question.node, framework)
    own = [
        AskedInput(name, _title(name, question, context), question.inputs[name])
        for name in question.own_inputs
    ]
    once_only = frozenset(question.own_inputs) - question.case_inputs
    borrowed = tuple(
        Borrowed(
            AskedInput(name, words_of_input(name, context), question.inputs[name]),
            definition.same_as.code,
            definition.same_as.input,
        )
        for name, definition in node.inputs.items()
        if definition.same_as is not None
    )
    return Asked(
        node,
        once=tuple(one for one in own if one.name in once_only | question.unit_inputs),
        in_cases=tuple(one for one in own if one.name in question.case_inputs),
        borrowed=borrowed,
        # A rule that is not stated reads nothing; what the set asks for is asked all the same.
        needed_once=frozenset(question.own_inputs) & question.unit_inputs if node.rule else once_only,
        needed_in_cases=frozenset(question.own_inputs) & question.case_inputs,
        may_not_apply=node.when_not_applicable not in (None, "refused"),
        compares_units=node.rule is not None and node.rule.needs_league,
    )


def _title(name: str, question: Question, context: LeafContext) -> Value:
    """What an input is called; one that stands alone and has no title is called as its leaf."""
    said = words_of_input(name, context)
    return question.node.title if said == name and len(question.own_inputs) == 1 else said
