"""A framework's document as YAML that people read and the strict loader reads back to the same tree.

Small mappings and lists of short words stand on one line, everything else on lines of its own; the
keys keep their order. Words that YAML would take for something else are quoted, and what is not
printable is written as an escape.
"""

from __future__ import annotations

from typing import Any

import yaml

from chiso.frameworks.document import Tree

# A mapping or list that is longer than this on one line is written over several.
_LONGEST_ON_ONE_LINE = 84
# Lines are never folded: a change of one word is then a change of one line.
_NO_FOLDING = 2**31 - 1

_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]
    """Writes each value out where it stands (no anchors), and small parts on one line."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def write_yaml(tree: Tree) -> str:
    """`tree` as YAML; `read_document` reads it back to an equal tree."""
    written: str = yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_NO_FOLDING)
    return written


def _words(dumper: Any, words: str) -> yaml.ScalarNode:
    style = None
    if "\n" in words:
        style = "|" if _stays_as_lines(words) else '"'
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", words, style=style)
    return node


def _stays_as_lines(words: str) -> bool:
    """Whether nothing at the ends of the lines could be lost by an editor of the file."""
    return all(line.isprintable() and line == line.strip() for line in words.split("\n")) and (
        words == words.strip("\n")
    )


def _mapping(dumper: Any, mapping: dict[str, Tree]) -> yaml.MappingNode:
    node: yaml.MappingNode = dumper.represent_dict(mapping.items())
    node.flow_style = _fits_one_line(node)
    return node


def _list(dumper: Any, items: list[Tree]) -> yaml.SequenceNode:
    node: yaml.SequenceNode = dumper.represent_list(items)
    node.flow_style = _fits_one_line(node)
    return node


def _fits_one_line(node: yaml.CollectionNode) -> bool:
    parts = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,))]
    return all(_is_on_one_line(part) for part in parts) and (
        sum(_length(part) for part in parts) <= _LONGEST_ON_ONE_LINE
    )


def _is_on_one_line(part: yaml.Node) -> bool:
    if isinstance(part, yaml.CollectionNode):
        return bool(part.flow_style)
    return isinstance(part, yaml.ScalarNode) and part.style not in ("|", '"')


def _length(part: yaml.Node) -> int:
    if isinstance(part, yaml.CollectionNode):
        inner = (one for pair in part.value for one in (pair if isinstance(pair, tuple) else (pair,)))
        return 2 + sum(_length(one) for one in inner)
    return len(part.value) + 2


_Dumper.add_representer(str, _words)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _list)
