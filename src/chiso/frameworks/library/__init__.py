"""The library: the sets that ship with chiso, each as its source states it.

A set is a YAML file named `id@version.yaml`. The lock (`lock.json`) holds the content hash of every
set that was published; one whose content has changed is refused, since results that name it must
stay recomputable: a change is a new version.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chiso.frameworks.loader import read_framework
from chiso.frameworks.model import Framework
from chiso.language import listing, sort_key, text
from chiso.problems import BadInput, Place, Problem, WrongCall

FOLDER = Path(__file__).parent
LOCK = FOLDER / "lock.json"
CASES = FOLDER / "cases"
PROGRAMMES = FOLDER / "programmes"


@dataclass(frozen=True, slots=True)
class Entry:
    """One set of the library; `framework` is loaded and checked."""

    key: str
    path: Path
    framework: Framework

    @property
    def cases(self) -> Path | None:
        """Its file of test cases, if it has one."""
        path = CASES / self.path.name
        return path if path.exists() else None


@cache
def keys() -> tuple[str, ...]:
    """The names `id@version` of all sets, in alphabetical order."""
    return tuple(sorted((path.stem for path in FOLDER.glob("*@*.yaml")), key=sort_key))


@cache
def locked_hashes() -> dict[str, str]:
    """The content hash of each published set."""
    hashes: dict[str, str] = json.loads(LOCK.read_text("utf-8"))
    return hashes


@cache
def entry(key: str) -> Entry:
    """One set, loaded. Raises WrongCall for an unknown name, BadInput for a changed content."""
    if key not in keys():
        raise WrongCall([_unknown(key)])
    path = FOLDER / f"{key}.yaml"
    framework = read_framework(path)
    if framework.key != key or locked_hashes().get(key) != framework.hash:
        raise BadInput([_changed(framework, path)])
    return Entry(key, path, framework)


def catalogue() -> tuple[Entry, ...]:
    """Every set of the library, loaded."""
    return tuple(entry(key) for key in keys())


def load_framework(name: str) -> Framework:
    """A set of the library by `id@version`, or from a YAML file by its path.

    Raises WrongCall if there is no such set, BadInput with everything that is wrong in the file.
    """
    if name in keys():
        return entry(name).framework
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return read_framework(path)
    raise WrongCall([_unknown(name)])


def _unknown(name: str) -> Problem:
    near = [key for key in keys() if key.partition("@")[0] == name.partition("@")[0]]
    mend = (
        text("Versions of this set: {keys}.", keys=listing(near))
        if near
        else text("“chiso frameworks list” shows the sets; a file is named by its path.")
    )
    return Problem("CH-5001", Place(), name, text("Expected the name of a framework, id@version."), mend)


def _changed(framework: Framework, path: Path) -> Problem:
    return Problem(
        "CH-2060",
        Place(path.name),
        framework.hash,
        text(
            "Expected the content that was published under this name ({hash}).",
            hash=locked_hashes().get(framework.key, "–"),
        ),
        text("A published set never changes; give the changed one a new version."),
    )
