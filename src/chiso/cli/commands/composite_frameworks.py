"""What the commands of `chiso frameworks` do with frameworks of the composite kind."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from chiso.cli.output import give_json, say, speech, words
from chiso.language import text

if TYPE_CHECKING:
    from chiso.frameworks.differences import Difference


def is_composite(name: str) -> bool:
    """Whether a name, or the file of that name, is that of a composite framework."""
    from chiso.frameworks.composite.library import composite_keys
    from chiso.frameworks.composite.loader import is_composite as says_so

    return name in composite_keys() or says_so(Path(name))


def show_composite(name: str, as_json: bool) -> None:
    """Facts and plan of a composite framework, then one block a node."""
    from chiso.frameworks.composite.library import load_composite
    from chiso.frameworks.composite.presentation import describe_composite, nodes_in_order

    framework = load_composite(name)
    if as_json:
        give_json(framework.tree)
        return
    for fact, value in describe_composite(framework):
        say(f"{words(fact)}: {words(value)}")
    for shown in nodes_in_order(framework):
        indent = "  " * (shown.depth - 1)
        say("")
        say(f"{indent}{shown.node.code}  {words(shown.node.title)}")
        for sentence in shown.sentences:
            say(f"{indent}    {words(sentence)}")


def compare_composites(older: str, newer: str, document: str | None) -> tuple[list[Difference], bytes | None]:
    """The differences, and the Word document of that name. Raises WrongCall (CH-8232) for two sorts."""
    from chiso.frameworks.composite.differences import find_composite_differences
    from chiso.frameworks.composite.library import load_composite
    from chiso.frameworks.exporting.formats import write_composite_comparison
    from chiso.problems import Place, Problem, WrongCall

    others = [name for name in (older, newer) if not is_composite(name)]
    if others:
        expected = text(
            "Expected two composite frameworks, or two sets of criteria; this is a set of criteria."
        )
        mend = text("What is put together in another way has no differences one by one.")
        raise WrongCall([Problem("CH-8232", Place(), name, expected, mend) for name in others])
    before, after = load_composite(older), load_composite(newer)
    differences = find_composite_differences(before, after)
    if document is None:
        return differences, None
    return differences, write_composite_comparison(before, after, document, speech.language)


def export_composite(name: str, file: str) -> bytes:
    """The bytes of an export by the ending of the file's name. Raises WrongCall (CH-2700) for another one."""
    from chiso.frameworks.composite.library import load_composite
    from chiso.frameworks.exporting.formats import other_ending
    from chiso.frameworks.exporting.yaml_text import write_yaml

    framework = load_composite(name)
    suffix = PurePath(file).suffix.lower()
    if suffix == ".yaml":
        return write_yaml(framework.tree).encode()
    if suffix not in (".xlsx", ""):
        raise other_ending(file, (".xlsx", ".yaml"))
    from chiso.survey.libraries import need_statistics

    need_statistics()
    from chiso.composite.workbook import write_definition

    return write_definition(framework)
