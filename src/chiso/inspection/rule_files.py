"""A file that a city brings to inspect by: a checklist of its own, or a rule of severity of its own.

read_rule_file(Path("duties.yaml"))     the one or the other, by its line `format:`

CH-8871 a file that is neither
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal, TypeAlias

from chiso.frameworks.records import read_bytes
from chiso.inspection.checklists import FORMAT as CHECKLIST_FORMAT
from chiso.inspection.checklists import Checklist, read_checklist
from chiso.inspection.severity import FORMAT as SEVERITY_FORMAT
from chiso.inspection.severity import SeverityRule, read_rule
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote

NEITHER: Final = "CH-8871"
Sort: TypeAlias = Literal["checklist", "severity"]
_FORMAT: Final = re.compile(rb"^format:[ \t]*['\"]?([^'\"#\r\n]*)", re.MULTILINE)


def read_rule_file(source: Path | bytes, *, name: str = "") -> Checklist | SeverityRule:
    """What stands in a YAML file. Raises BadInput (CH-8690, CH-8720, CH-8871) with every fault of it."""
    content = source if isinstance(source, bytes) else read_bytes(source, NEITHER)
    shown = name or (str(source) if isinstance(source, Path) else "rules.yaml")
    told = _FORMAT.search(content)
    form = told[1].decode(errors="replace").strip() if told else ""
    if form == CHECKLIST_FORMAT:
        return read_checklist(content, name=shown)
    if form == SEVERITY_FORMAT:
        return read_rule(content, name=shown)
    expected = text(
        "Expected a first line “format: {checklist}” or “format: {severity}”.",
        checklist=CHECKLIST_FORMAT, severity=SEVERITY_FORMAT,
    )  # fmt: skip
    mend = text("Take another file, or write down which of the two it is.")
    raise BadInput([Problem(NEITHER, Place(shown, field="format"), quote(form), expected, mend)])


def name_of(what: Checklist | SeverityRule) -> str:
    """The name with version by which an inspection picks it."""
    return what.name if isinstance(what, Checklist) else what.rule


def sort_of(what: Checklist | SeverityRule) -> Sort:
    """Which of the two it is."""
    return "checklist" if isinstance(what, Checklist) else "severity"
