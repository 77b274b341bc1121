"""Run the test cases of a framework, and tell which edges of its rules no case reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from chiso.figures import parse_exact, write_exact
from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.model import TOTAL, Framework, Node
from chiso.frameworks.values import InputValue, Values
from chiso.language import Bilingual, Language, Text, text
from chiso.periods import Period, parse_period
from chiso.scoring.answers import Answer, Answers
from chiso.scoring.case_files import (
    AnswerByCases,
    CaseUnit,
    FrameworkCase,
    Inputs,
    Written,
    read_case_file,
)
from chiso.scoring.input_values import Cells, Counted, Misread, read_value
from chiso.scoring.leaves import ANSWERED_LATE, ATTESTED, given_to
from chiso.scoring.questions import Question, questions_of
from chiso.scoring.result import NodeResult, Result
from chiso.scoring.score import score
from chiso.units import Unit

_UID = "case"
_NOT_BY_RULE = (ANSWERED_LATE, ATTESTED)


@dataclass(frozen=True)
class CasesReport:
    """What the cases of a framework showed. `missed`: edges that no case reaches, code first."""

    framework: str
    total: int
    passed: int
    landmarks: int
    reached: int
    failures: tuple[Text, ...] = field(default_factory=tuple)
    missed: tuple[str, ...] = field(default_factory=tuple)

    def as_record(self, language: Language) -> dict[str, Any]:
        """The report as a record for JSON."""
        return {
            "framework": self.framework,
            "total": self.total,
            "passed": self.passed,
            "landmarks": self.landmarks,
            "reached": self.reached,
            "failures": [failure.in_language(language) for failure in self.failures],
            "missed": list(self.missed),
        }


def run_cases(framework: Framework, path: Path) -> CasesReport:
    """Run every case of a file against a framework. Raises BadInput if the file cannot be read."""
    cases = read_case_file(path)
    failures: list[Text] = []
    if cases.framework != framework.key:
        failures.append(
            text(
                "The cases are for {named}, not for {framework}.",
                named=cases.framework,
                framework=framework.key,
            )
        )
    reached: set[str] = set()
    passed = 0
    for case in cases.cases:
        found = _run_case(framework, case, reached)
        failures += found
        passed += not found
    wanted = _landmarks(framework)
    return CasesReport(
        framework.key,
        len(cases.cases),
        passed,
        len(wanted),
        len(wanted & reached),
        tuple(failures),
        tuple(sorted(wanted - reached)),
    )


def _landmarks(framework: Framework) -> set[str]:
    return {
        f"{leaf.code}: {landmark}"
        for leaf in framework.leaves
        if leaf.rule is not None
        for landmark in leaf.rule.landmarks(leaf_context(leaf, framework))
    }


def _run_case(framework: Framework, case: FrameworkCase, reached: set[str]) -> list[Text]:
    """What is wrong with one case; the landmarks that it reaches are added to `reached`."""
    if case.code != TOTAL and case.code not in framework.nodes_by_code:
        return [_failure(case, text("there is no node “{code}”", code=case.code))]
    try:
        answers = _answers(framework, case)
    except Misread as misread:
        return [_failure(case, text("“{found}”: {expected}", found=misread.found, expected=misread.expected))]
    except KeyError as error:
        return [_failure(case, text("there is no input “{name}”", name=str(error.args[0])))]
    result = score(framework, Answers.of({_UID: answers}), [_unit(framework, case)], _period(framework))
    _note_reached(result, reached)
    return [_failure(case, difference) for difference in _differences(result, case)]


def _failure(case: FrameworkCase, difference: Text) -> Text:
    return text("{code}, {name}: {difference}", code=case.code, name=case.name, difference=difference)


def _period(framework: Framework) -> Period:
    written = framework.periods.from_ or framework.periods.to
    return parse_period(written or "2000")


def _unit(framework: Framework, case: FrameworkCase) -> Unit:
    """The unit of the case; what it leaves open is chosen so that the node looked at applies."""
    given: CaseUnit = case.unit
    level, kind, group = given.level, given.kind, given.group
    limits = [framework.applies_to]
    node: Node | None = framework.nodes_by_code.get(case.code)
    while node is not None:
        limits.insert(0, node.applies_to)
        node = framework.parents[node.code]
    for limit in limits:
        if limit is not None:
            level = level or (limit.levels[0] if limit.levels else "")
            kind = kind or (limit.kinds[0] if limit.kinds else "")
            group = group or (limit.groups[0] if limit.groups else "")
    return Unit(_UID, _UID, _UID, level, kind, group=group)


def _answers(framework: Framework, case: FrameworkCase) -> dict[str, Answer]:
    questions = questions_of(framework).by_code
    if case.answers is not None:
        given: dict[str, Answer] = {}
        for code, answer in case.answers.items():
            _put_answer(given, questions[code], answer)
        return given
    if case.code not in questions:
        return {}
    given = {}
    if case.cases is not None:
        _put_answer(given, questions[case.code], AnswerByCases(cases=case.cases))
    else:
        _put_answer(given, questions[case.code], case.inputs or {})
    return given


def _put_answer(given: dict[str, Answer], question: Question, answer: str | AnswerByCases | Inputs) -> None:
    """Add one answer; values of borrowed inputs go to the criterion that lends them."""
    code = question.node.code
    if isinstance(answer, str):
        given[code] = Answer(answer)  # type: ignore[arg-type]  # checked when the file was read
        return
    of_cases = isinstance(answer, AnswerByCases)
    rows: Sequence[Inputs] = answer.cases if isinstance(answer, AnswerByCases) else (answer,)
    split: dict[str, list[dict[str, InputValue]]] = {code: []}
    for number, row in enumerate(rows):
        for name, written in row.items():
            definition = question.node.inputs[name]
            value = _read(question.inputs[name], written, question, name)
            lender = definition.same_as
            target = split.setdefault(lender.code if lender else code, [])
            while len(target) <= number:
                target.append({})
            target[number][lender.input if lender else name] = value
    for owner, values in split.items():
        before = given.get(owner)
        if of_cases:
            given[owner] = Answer(values=before.values if before else {}, cases=tuple(values))
        else:
            own: Values = values[0] if values else {}
            given[owner] = Answer(
                values={**(before.values if before else {}), **own}, cases=before.cases if before else ()
            )


def _read(definition: InputDefinition, written: Written, question: Question, name: str) -> InputValue:
    """The value that a case writes: "12/40" for a ratio, a mapping for a tally, a list for labels."""
    domain = question.domains.get(name)
    if isinstance(written, Mapping):
        rows = [
            read_value(definition, Cells(value=count, label=label), ".", None)[0]
            for label, count in written.items()
        ]
        return {row.label: row.count for row in rows if isinstance(row, Counted)}
    if isinstance(written, list):
        labels = [read_value(definition, Cells(label=label), ".", None)[0] for label in written]
        return tuple(label for label in labels if isinstance(label, str))
    if isinstance(written, bool):
        return written
    if definition.is_numeric and definition.type != "ratio" and "/" in written:
        # Exact fractions, which a table of answers cannot hold: a bound such as 10/3.
        return parse_exact(written)
    cells = Cells(value=written)
    if definition.type == "ratio" and "/" in written:
        numerator, _, denominator = written.partition("/")
        cells = Cells(numerator=numerator.strip(), denominator=denominator.strip())
    value = read_value(definition, cells, ".", domain)[0]
    if isinstance(value, Counted):
        return {value.label: value.count}
    return (value,) if definition.type == "labels" and isinstance(value, str) else value


def _note_reached(result: Result, reached: set[str]) -> None:
    scores = result.scores[_UID]
    for leaf in result.prepared.leaves:
        outcome = result.node(_UID, leaf.code).outcome
        if outcome is None or outcome.branch in _NOT_BY_RULE:
            continue
        assert leaf.node is not None, "a leaf has a node"
        assert leaf.node.rule is not None, "a leaf has a rule"
        given = given_to(leaf, scores.answers)
        found = leaf.node.rule.reached(
            leaf_context(leaf.node, result.framework),
            given.values,
            given.cases,
            scores.circumstances[leaf.position],
        )
        reached |= {f"{leaf.code}: {landmark}" for landmark in found}


def _differences(result: Result, case: FrameworkCase) -> list[Text]:
    node = result.node(_UID, case.code)
    differences = []
    for flag, status in (
        (case.open, "open"),
        (case.not_applicable, "not_applicable"),
        (case.missing, "missing"),
    ):
        if flag and node.status != status:
            differences.append(
                text("expected {expected}, found {found}", expected=status, found=_shown(node))
            )
    if case.points is not None and node.points != case.points:
        differences.append(
            text(
                "expected {expected} points, found {found}",
                expected=write_exact(case.points),
                found=_shown(node),
            )
        )
    if case.max_points is not None and node.max_points != case.max_points:
        differences.append(
            text(
                "expected a maximum of {expected}, found {found}",
                expected=write_exact(case.max_points),
                found=_exact(node.max_points),
            )
        )
    measured = node.outcome.measured if node.outcome else None
    if case.measured is not None and measured != case.measured:
        differences.append(
            text(
                "expected the value {expected}, found {found}",
                expected=write_exact(case.measured),
                found=_exact(measured),
            )
        )
    differences += _further_differences(result, case)
    if not _expects_something(case):
        differences.append(text("the case expects nothing"))
    return differences


def _further_differences(result: Result, case: FrameworkCase) -> list[Text]:
    differences = []
    for code, points in case.points_of.items():
        if code != TOTAL and code not in result.framework.nodes_by_code:
            differences.append(text("there is no node “{code}”", code=code))
            continue
        found = result.node(_UID, code)
        if found.points != points:
            differences.append(
                text(
                    "{code}: expected {expected} points, found {found}",
                    code=code,
                    expected=write_exact(points),
                    found=_shown(found),
                )
            )
    if case.class_ is not None:
        given = result.classification.of(_UID, case.code)
        # One unit alone has no place in a quota; a case is about the class before it.
        code = "" if given is None else given.before if given.reason == "quota" else given.code
        if code != case.class_:
            differences.append(
                text("expected the class “{expected}”, found “{found}”", expected=case.class_, found=code)
            )
    return differences


def _expects_something(case: FrameworkCase) -> bool:
    flags = case.open or case.not_applicable or case.missing or case.class_ is not None
    figures = (case.points, case.max_points, case.measured)
    return flags or bool(case.points_of) or any(figure is not None for figure in figures)


def _shown(node: NodeResult) -> Bilingual | str:
    return node.status if node.points is None else write_exact(node.points)


def _exact(figure: Fraction | None) -> str:
    return "–" if figure is None else write_exact(figure)
