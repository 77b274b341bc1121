"""The reference names everything that there is, and nothing that there is not."""

from __future__ import annotations

import re
from collections import Counter
from typing import get_args

import click
import pytest

import chiso
from chiso.frameworks.aggregations import Aggregation
from chiso.frameworks.library import PROGRAMMES, catalogue
from chiso.frameworks.presentation import COMPLETENESS_IN_WORDS
from chiso.frameworks.rules import Rule
from tests.docs.pages import DOCS, REPOSITORY, all_pages

REFERENCE = DOCS / "reference"
SOURCES = sorted((REPOSITORY / "src" / "chiso").rglob("*.py"))
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ +(?P<title>.+)$", re.MULTILINE)


def _read(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def test_every_problem_code_stands_once_in_the_reference() -> None:
    raised = {code for path in SOURCES for code in re.findall(r'"(CH-\d{4})"', path.read_text("utf-8"))}
    explained = Counter(re.findall(r"^\| `(CH-\d{4})` \|", _read("problem-codes.md"), re.MULTILINE))
    assert sorted(raised - set(explained)) == []
    assert sorted(set(explained) - raised) == []
    assert [code for code, times in explained.items() if times > 1] == []


def _commands(group: click.Group, above: str) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        full = f"{above} {name}"
        found += _commands(command, full) if isinstance(command, click.Group) else [(full, command)]
    return found


def test_every_command_has_a_section_with_all_its_options() -> None:
    from chiso.cli.commands import build_program

    page = _read("commands.md")
    sections = {part.partition("\n")[0].strip(): part for part in re.split(r"^## ", page, flags=re.MULTILINE)}
    for name, command in _commands(build_program(), "chiso"):
        assert f"`{name}`" in sections, f"no section for {name}"
        section = sections[f"`{name}`"]
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                for option in (*parameter.opts, *parameter.secondary_opts):
                    assert f"`{option}" in section, f"{name}: {option} is not explained"
    known = {f"`{name}`" for name, _ in _commands(build_program(), "chiso")}
    assert sorted(head for head in sections if head.startswith("`chiso") and head not in known) == []


def _kinds(union: object) -> set[str]:
    """The kinds of a union of models that are told apart by `kind`."""
    members = get_args(get_args(union)[0]) or (get_args(union)[0],)
    return {get_args(member.model_fields["kind"].annotation)[0] for member in members}


@pytest.mark.parametrize("union", [Rule, Aggregation], ids=["rules", "aggregations"])
def test_every_kind_has_a_heading(union: object) -> None:
    page = _read("rule-kinds.md")
    headings = set(re.findall(r"^### `(\w+@\d+)`", page, re.MULTILINE))
    assert sorted(_kinds(union) - headings) == []
    assert sorted(headings - _kinds(Rule) - _kinds(Aggregation)) == []


@pytest.mark.parametrize("key", [entry.key for entry in catalogue()])
def test_every_set_of_the_library_stands_there_with_what_is_missing(key: str) -> None:
    sections = {part.partition("\n")[0].strip(): part for part in _read("library.md").split("\n## ")}
    framework = next(entry.framework for entry in catalogue() if entry.key == key)
    section = sections[f"`{key}`"]
    assert COMPLETENESS_IN_WORDS[framework.completeness].in_language("en") in section
    for lack in framework.missing:
        assert lack.in_language("en") in section
    for document in framework.documents:
        assert document.number in section


def test_no_set_stands_in_the_reference_that_the_library_lacks() -> None:
    named = set(re.findall(r"^## `([^`]+@[^`]+)`", _read("library.md"), re.MULTILINE))
    known = {entry.key for entry in catalogue()} | {path.stem for path in PROGRAMMES.glob("*.yaml")}
    assert named == known


def _anchor(title: str) -> str:
    plain = re.sub(r"[^\w\- ]", "", title.replace("`", "").lower())
    return plain.replace(" ", "-")


def test_links_lead_somewhere() -> None:
    broken = []
    for page in all_pages():
        written = _FENCED.sub("", page.read_text("utf-8"))
        for target in (match["target"] for match in _LINK.finditer(written)):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            goal = (page.parent / path).resolve() if path else page
            if not goal.exists():
                broken.append(f"{page.relative_to(REPOSITORY)}: {target}")
            elif anchor and goal.suffix == ".md":
                titles = _HEADING.findall(_FENCED.sub("", goal.read_text("utf-8")))
                if anchor not in map(_anchor, titles):
                    broken.append(f"{page.relative_to(REPOSITORY)}: {target}")
    assert broken == []


def test_every_page_of_docs_is_led_to() -> None:
    led_to = {
        (page.parent / match["target"].partition("#")[0]).resolve()
        for page in all_pages()
        for match in _LINK.finditer(page.read_text("utf-8"))
        if not re.match(r"[a-z]+:|#", match["target"])
    }
    assert [str(p.relative_to(REPOSITORY)) for p in DOCS.rglob("*.md") if p.resolve() not in led_to] == []


def test_every_name_of_the_package_is_shown_in_use() -> None:
    page = (DOCS / "how-to" / "use-from-python.md").read_text("utf-8")
    assert [name for name in chiso.__all__ if f"chiso.{name}" not in page] == []
