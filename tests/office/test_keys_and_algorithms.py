"""The page of keys and algorithms names every module of the office that uses one."""

from __future__ import annotations

import ast
from pathlib import Path

import chiso.office

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "keys-and-algorithms.md"
OFFICE = Path(chiso.office.__file__).parent
LIBRARIES = {"hashlib", "hmac", "secrets", "cryptography", "jwt", "argon2"}
OWN = {"chiso.office.encryption", "django.core.signing", "django.contrib.auth.hashers"}


def imported(path: Path) -> set[str]:
    """What a module imports, by whole names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_no_module_uses_an_algorithm_that_is_not_written_down() -> None:
    using = {
        path.relative_to(OFFICE).as_posix()
        for path in OFFICE.rglob("*.py")
        if any(name in OWN or name.split(".")[0] in LIBRARIES for name in imported(path))
    }
    lines = PAGE.read_text("utf-8").split("## Algorithms")[1].splitlines()
    named = [
        one.strip("` ") for line in lines if line.count("|") == 5 for one in line.split("|")[4].split(",")
    ]
    said = {one for one in named if one.endswith(".py")}
    assert sorted(said - using) == []
    assert sorted(using - said) == []
    assert len(using) > 20
