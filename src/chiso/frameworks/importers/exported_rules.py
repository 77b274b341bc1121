"""An edited rule of an export: read again, or kept as text and asked about.

Other figures in the sentences of the export give the same rule with other figures
(`exported_figures.py`); other words are read by the phrasings of the importer. The printed cell also
holds sentences of other things (who it is for, what is open in the law); where one of them was
edited, that is asked about and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from chiso.frameworks.document import Tree
from chiso.frameworks.exporting.layout import PrintedRow
from chiso.frameworks.exporting.machine_part import digest_of, settled
from chiso.frameworks.importers.exported_figures import Printer, lines_in, refigured_rule
from chiso.frameworks.importers.exported_order import KEEP, TAKE_BACK
from chiso.frameworks.importers.exported_rows import ReadRow
from chiso.frameworks.importers.parts import LeafFacts, Question, ReadRule, RuleLine
from chiso.frameworks.model import Framework, Role
from chiso.language import Language, Text, text
from chiso.problems import quote

_AS_TEXT = {"kind": "not_stated@1"}
_LEAVE_AS_TEXT = text("Leave it as text, to be written by hand")


def edit_rule(
    tree: dict[str, Tree],
    printed: PrintedRow,
    row: ReadRow,
    framework: Framework,
    language: Language,
    recorded: str,
) -> list[Question]:
    """Take an edited rule into `tree`; what has to be asked. `recorded`: the digest of what was printed."""
    now, before = lines_in(row.words["rule"]), lines_in(printed.words["rule"])
    if now == before:
        return []
    if digest_of(row.words["rule"]) == recorded:
        asks = text(
            "Another version of the software wrote this rule in other words; the rule itself was kept."
        )
        return [_question("CH-2706", row, asks)]
    if printed.node.rule is None:
        return [_beside(row)]
    sentences = Printer(printed.node, framework, language).lines_of(tree["rule"]) or []
    beside = [line for line in before if line not in sentences]
    lines = [line for line in now if line not in beside]
    questions = [] if all(line in now for line in beside) else [_beside(row)]
    if lines == sentences:
        return questions
    node = printed.node.model_copy(update={"max_points": _maximum_in(tree)})
    refigured = refigured_rule(tree["rule"], lines, Printer(node, framework, language))
    if refigured is not None:
        if refigured != tree["rule"]:
            tree["rule"] = refigured
            questions.append(_read_again(row))
        return questions
    facts = LeafFacts(row.code, row.title, node.max_points, tuple(_rule_lines(lines, row)), node.role)
    return questions + _take_rule(tree, facts, row, language)


def _beside(row: ReadRow) -> Question:
    asks = text(
        "Something beside the rule of a sub-criterion was edited here; it stays as it was exported. "
        "Change it in the set."
    )
    return _question("CH-2703", row, asks)


def _read_again(row: ReadRow) -> Question:
    asks = text("The rule was edited and read again. Does it say what is meant?")
    return _question("CH-2704", row, asks, (KEEP, TAKE_BACK))


def _maximum_in(tree: dict[str, Tree]) -> Fraction | None:
    maximum = tree.get("max_points")
    return Fraction(maximum) if isinstance(maximum, str) else None


def rule_of_added(tree: dict[str, Tree], row: ReadRow, role: Role, language: Language) -> list[Question]:
    """Give the node of an added row the rule that its words state; what has to be asked."""
    lines = tuple(_rule_lines(lines_in(row.words.get("rule", "")), row))
    return _take_rule(tree, LeafFacts(row.code, row.title, _maximum_in(tree), lines, role), row, language)


def _take_rule(tree: dict[str, Tree], facts: LeafFacts, row: ReadRow, language: Language) -> list[Question]:
    from chiso.frameworks.importers.phrasings import read_rule

    read = read_rule(facts) if facts.lines else ReadRule(None, {})
    if read.rule is not None and not read.doubts:
        tree["rule"] = read.rule
        _put(tree, "inputs", read.inputs)
        for key, value in read.settings.items():
            tree[key] = value
        return [_read_again(row)]
    words = "\n".join(line.words for line in facts.lines)
    tree["rule"] = dict(_AS_TEXT)
    tree.pop("inputs", None)
    if words:
        former = tree.get("note")
        note = former if isinstance(former, dict) else {}
        tree["note"] = {
            **note,
            language: "\n".join(part for part in (str(note.get(language) or ""), words) if part),
        }
    choices = (*(choice.label for choice in read.choices), _LEAVE_AS_TEXT, TAKE_BACK)
    asks = text("The rule was edited and is not understood; it stays as text. Which rule is meant?")
    return [
        replace(_question("CH-2705", row, asks, choices), rules=read.choices),
        *(
            Question(doubt.code, doubt.place, row.code, doubt.found, doubt.asks, choices, read.choices)
            for doubt in read.doubts
        ),
    ]


def _put(tree: dict[str, Tree], key: str, value: Tree) -> None:
    if value:
        tree[key] = value
    else:
        tree.pop(key, None)


def _rule_lines(lines: list[str], row: ReadRow) -> Iterator[RuleLine]:
    for line in lines:
        yield RuleLine(line, None, row.places.get("rule", row.place))


def _question(code: str, row: ReadRow, asks: Text, choices: tuple[Text, ...] = ()) -> Question:
    place = row.places.get("rule", row.place)
    return Question(code, place, row.code, quote(settled(row.words.get("rule", ""))), asks, choices)
