"""The composite frameworks that ship with chiso; a locked one never changes.

CH-8042 no composite framework of that name   CH-8043 content other than was published
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from chiso.frameworks.composite.loader import read_composite
from chiso.frameworks.composite.model import CompositeFramework
from chiso.language import listing, sort_key, text
from chiso.problems import BadInput, Place, Problem, WrongCall

FOLDER = Path(__file__).parent.parent / "library" / "composite"
LOCK = FOLDER / "lock.json"


@cache
def composite_keys() -> tuple[str, ...]:
    """The names `id@version` of all composite frameworks, in alphabetical order."""
    return tuple(sorted((path.stem for path in FOLDER.glob("*@*.yaml")), key=sort_key))


@cache
def locked_composites() -> dict[str, str]:
    """The content hash of each published composite framework."""
    hashes: dict[str, str] = json.loads(LOCK.read_text("utf-8"))
    return hashes


@cache
def shipped_composite(key: str) -> CompositeFramework:
    """One of the library. Raises WrongCall for an unknown name, BadInput for a changed content."""
    if key not in composite_keys():
        raise WrongCall([_unknown(key)])
    framework = read_composite(FOLDER / f"{key}.yaml")
    if framework.key != key or locked_composites().get(key) != framework.content_hash:
        raise BadInput(
            [
                Problem(
                    "CH-8043",
                    Place(f"{key}.yaml"),
                    framework.content_hash,
                    text(
                        "Expected the content that was published under this name ({hash}).",
                        hash=locked_composites().get(key, "–"),
                    ),
                    text("A published set never changes; give the changed one a new version."),
                )
            ]
        )
    return framework


def load_composite(name: str) -> CompositeFramework:
    """A composite framework of the library by `id@version`, or from a YAML file by its path.

    Raises WrongCall (CH-8042) if there is none of that name, BadInput with everything wrong in the file.
    """
    if name in composite_keys():
        return shipped_composite(name)
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return read_composite(path)
    raise WrongCall([_unknown(name)])


def _unknown(name: str) -> Problem:
    return Problem(
        "CH-8042",
        Place(),
        name,
        text("Expected the name of a composite framework: {keys}.", keys=listing(composite_keys())),
        text("A framework of your own is named by the path of its YAML file."),
    )
