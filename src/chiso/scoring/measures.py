"""What units are measured by, found by its name: a framework or a programme."""

from __future__ import annotations

from pathlib import Path

from chiso.frameworks.document import read_document
from chiso.frameworks.library import PROGRAMMES, load_framework
from chiso.frameworks.model import Framework
from chiso.problems import Report
from chiso.scoring.programme import FORMAT, Programme, read_programme


def load_measure(name: str) -> Framework | Programme:
    """A set or programme of the library by `id@version`, or one in a YAML file by its path.

    Raises WrongCall if there is none of that name, BadInput with everything wrong in the file.
    """
    shipped = PROGRAMMES / f"{name}.yaml"
    if "/" not in name and shipped.is_file():
        return read_programme(shipped)
    path = Path(name)
    if path.suffix in (".yaml", ".yml") and path.is_file() and _is_programme(path):
        return read_programme(path)
    return load_framework(name)


def _is_programme(path: Path) -> bool:
    tree = read_document(path.read_bytes(), path.name, Report()).tree
    return isinstance(tree, dict) and tree.get("format") == FORMAT
