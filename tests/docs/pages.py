"""The pages of the documentation, and the steps on them that are run.

```console          lines that begin with "$ " are commands, the lines below each its output
<!-- exit: 3 -->    above a block: the last command of the block ends with this code
<!-- file: NAME --> above a block of any kind: the block is written to NAME first
<!-- copy: PATH --> the file or folder of the repository is put at the same place first
<!-- language: vi --> from here on commands speak Vietnamese
<!-- run python --> the Python blocks of the page are run too; those with ">>> " as doctests
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"

_FENCE = re.compile(r"^(```+)(\w*)\s*$")
_MARK = re.compile(r"<!-- (?P<key>exit|file|copy|language|run)[: ]\s*(?P<value>[^>]*?) -->\s*$")


@dataclass(frozen=True, slots=True)
class Command:
    """One command with the output that the page shows, None where it shows none."""

    written: str
    output: str | None
    exit_code: int


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: `kind` is command, file, copy, language or python."""

    kind: str
    text: str
    target: str = ""
    command: Command | None = None


def all_pages() -> list[Path]:
    """Every Markdown page that readers are led to."""
    return [*sorted(REPOSITORY.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def steps_of(page: Path) -> Iterator[Step]:
    """What is run of a page, in its order."""
    lines = page.read_text("utf-8").splitlines()
    runs_python = "<!-- run python -->" in lines
    marks: dict[str, str] = {}
    position = 0
    while position < len(lines):
        line = lines[position]
        mark = _MARK.match(line)
        fence = _FENCE.match(line)
        position += 1
        if mark:
            if mark["key"] in ("copy", "language"):
                yield Step(mark["key"], mark["value"])
            else:
                marks[mark["key"]] = mark["value"]
        elif fence:
            end = next(n for n in range(position, len(lines)) if lines[n].strip() == fence[1])
            block = lines[position:end]
            position = end + 1
            if "file" in marks:
                yield Step("file", "\n".join(block) + "\n", marks["file"])
            elif fence[2] == "console":
                for command in commands_in(block, int(marks.get("exit", "0"))):
                    yield Step("command", command.written, command=command)
            elif fence[2] == "python" and runs_python:
                yield Step("python", "\n".join(block) + "\n")
            marks = {}
        elif line.strip():
            marks = {}


def commands_in(block: list[str], exit_code: int) -> list[Command]:
    """The commands of one block; `exit_code` is that of the last one."""
    found: list[tuple[str, list[str]]] = []
    continues = False
    for line in block:
        if continues:
            written, output = found[-1]
            found[-1] = (f"{written}\n{line}", output)
            continues = line.endswith("\\")
        elif line.startswith("$ "):
            found.append((line[2:], []))
            continues = line.endswith("\\")
        elif found:
            found[-1][1].append(line)
    last = len(found) - 1
    return [
        Command(written, "\n".join(output) if output else None, exit_code if number == last else 0)
        for number, (written, output) in enumerate(found)
    ]


def matches(shown: str, printed: str) -> bool:
    """Whether the output is what the page shows; "…" on a line of its own is any lines, else any text."""
    pattern = ""
    for line in shown.splitlines():
        if line.strip() == "…":
            pattern += r"(?:[^\n]*\n)*"
        else:
            pattern += r"[^\n]*".join(map(re.escape, line.rstrip().split("…"))) + r"[ \t]*\n"
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None
