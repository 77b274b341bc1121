"""The reference page of the phrasings, written from the phrasings themselves.

python -m tests.frameworks.importers.phrasings.page
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from chiso.frameworks.importers.phrasings import EXAMPLES
from chiso.frameworks.importers.phrasings.examples import Example

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "phrasings.md"
_ROLES = {"bonus": "a bonus", "penalty": "a deduction"}
_HEAD = (
    "# Phrasings",
    "",
    "How an annex says in Vietnamese how points are given, and what"
    " [importing](../how-to/import-an-annex.md) reads it as. This page is written from the phrasings; tests"
    " run each example. The phrasings are asked in the order of this page, the narrow before the wide.",
    "",
    "- A phrasing has a sub-criterion only if it accounts for every sentence of it. Beside a sentence that"
    " none accounts for, the rest is offered as a choice, and a person decides.",
    "- “Từ”, “đến” and “trở lên” include their figure; “trên” and “dưới” do not. Where two steps claim one"
    " value, or none does, the step says `open`, and a person is asked.",
    "- What is read is proved as every [rule](rule-kinds.md) is. What does not prove stays as text.",
    "- What stays as text has the rule `not_stated@1`, its words in `note`, and a"
    " [question](problem-codes.md#annexes) with page, row and cell.",
    "",
    "The examples name the decision whose figures they carry; “Hư cấu” is made up. A figure behind `|` stands"
    " in a cell of its own.",
    "",
)
_TO_ADD = (
    "## To add a phrasing",
    "",
    "1. Write `src/chiso/frameworks/importers/phrasings/<name>.py`. Its docstring becomes the section here:"
    " a heading and a sample in the first line, the formula, the source. It holds `NAME`,"
    " `read(prose) -> ReadRule | None` and `EXAMPLES`; `entered.py` is the shortest to start from.",
    "2. `prose.clauses` are the statements of the rule: the `words` without their points, the `points`, and"
    " all of it as `printed`. `prose.maximum` and `prose.leaf.role` say where they stand.",
    "3. Match whole clauses (`fullmatch`), and return `None` as soon as one clause says anything that you do"
    " not account for. Where a person has to decide, return `doubtful(...)` with the choices"
    " (`doubts.py`, one function a code). Never guess.",
    "4. What others have solved: bounds such as “từ 70 % đến dưới 90 %” (`read_span`), whole ladders"
    " (`read_ladder`), “tối đa 2 điểm” (`take_cap`), roundings (`take_rounding`), figures (`read_figure`,"
    " `read_count`), deductions (`in_role`), names and labels (`key_for`, `said`).",
    "5. Name the module in `_IN_ORDER` of `__init__.py`, before every phrasing that would read less of it.",
    "6. Give examples, also of what stays as text. `python -m tests.frameworks.importers.phrasings.page`"
    " writes this page; `pytest tests/frameworks/importers` reads the examples, loads what they give, adds"
    " sentences and conditions to them that must not be passed over, and reads twelve annexes.",
    "",
)


def page() -> str:
    """The text of the page."""
    return "\n".join([*_HEAD, *(line for name in EXAMPLES for line in _section(name)), *_TO_ADD])


def _section(name: str) -> Iterator[str]:
    words = import_module(f"chiso.frameworks.importers.phrasings.{name}").__doc__ or ""
    title, _, rest = words.strip().partition("\n")
    heading, _, sample = title.partition(":")
    yield f"## {heading}"
    yield ""
    if sample:
        yield sample.strip()
        yield ""
    for paragraph in rest.strip().split("\n\n"):
        if paragraph.startswith("    "):
            yield paragraph
        elif not paragraph.startswith(("Source of", "Sources of")):
            yield " ".join(paragraph.split())
        else:
            continue
        yield ""
    for example in EXAMPLES[name]:
        yield from _example(example)


def _example(example: Example) -> Iterator[str]:
    role = f", {_ROLES[example.role]}" if example.role in _ROLES else ""
    maximum = "no maximum" if example.maximum is None else f"maximum {example.maximum}"
    yield f"**{example.title}** ({maximum}{role}; {example.source})"
    yield ""
    figures = example.row_points or (None,) * len(example.lines)
    if example.lines:
        yield "```text"
        for line, figure in zip(example.lines, figures, strict=True):
            yield line if figure is None else f"{line} | {figure}"
        yield "```"
        yield ""
    if example.rule is None:
        codes = ", ".join(f"`{code}`" for code in example.doubts)
        yield f"Stays as text: {codes}; {example.choices} offered."
        yield ""
        return
    yield "```yaml"
    yield f"inputs: {_flow(example.inputs)}"
    yield f"rule: {_flow(example.rule)}"
    for key, value in example.settings.items():
        yield f"{key}: {_flow(value)}"
    yield "```"
    yield ""
    if example.doubts:
        yield "Asked: " + ", ".join(f"`{code}`" for code in example.doubts) + "."
        yield ""


def _flow(tree: object) -> str:
    """A tree on one line, as YAML reads it; text that could be a figure stays in quotes."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(_flow, tree)) + "]"
    if isinstance(tree, bool):
        return "true" if tree else "false"
    plain = isinstance(tree, str) and tree.replace("_", "").replace("@", "").isalnum() and tree[0].isalpha()
    return str(tree) if plain else json.dumps(tree, ensure_ascii=False)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
