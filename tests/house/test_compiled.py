"""Compiled functions are kept between processes: they run as their own file has them."""

from __future__ import annotations

import ast
import builtins
import subprocess
import sys
from pathlib import Path

import numpy as np

from chiso.compiling import compiled
from tests.installation import ROOT

SOURCES = [
    path
    for path in sorted((ROOT / "src").rglob("*.py"))
    if "from chiso.compiling import compiled" in path.read_text(encoding="utf-8")
]


def test_there_are_some() -> None:
    assert sum(len(compiled_functions(ast.parse(path.read_text("utf-8")))) for path in SOURCES) >= 10


def test_they_use_nothing_of_another_file_but_numpy() -> None:
    """numba looks whether the file of a function changed, and at no other."""
    found = []
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8"))
        strange = imported_names(tree) - {"np"}
        for function in compiled_functions(tree):
            used = {
                node.id for line in function.body for node in ast.walk(line) if isinstance(node, ast.Name)
            }
            found += [(path.name, function.name, name) for name in sorted(used & strange)]
    assert found == []


def compiled_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """Those with the decorator, and those that are handed to it."""
    handed = {
        argument.id
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "compiled"
        for argument in call.args
        if isinstance(argument, ast.Name)
    }
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and (node.name in handed or any(getattr(one, "id", "") == "compiled" for one in node.decorator_list))
    ]


def imported_names(tree: ast.Module) -> set[str]:
    """Names that an import brings into the module."""
    return {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    } - set(dir(builtins))


def test_where_nothing_can_be_written_each_process_compiles_anew() -> None:
    # Text that stands in no file has no place beside which anything could be kept.
    names: dict[str, object] = {}
    exec(compile("def twice(number):\n    return 2 * number", "<no file>", "exec"), names)
    assert compiled(names["twice"])(np.float64(21.0)) == 42.0  # type: ignore[type-var,operator]  # from text


def test_the_next_process_loads_what_the_first_compiled(tmp_path: Path) -> None:
    module = tmp_path / "kept_functions.py"
    module.write_text(
        "from chiso.compiling import compiled\n\n\n@compiled\ndef twice(number):\n    return 2 * number\n",
        encoding="utf-8",
    )
    told = [
        subprocess.run(
            [
                sys.executable,
                "-c",
                "from kept_functions import twice; print(twice(21)); "
                "print(sum(twice.stats.cache_hits.values()), sum(twice.stats.cache_misses.values()))",
            ],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        ).stdout.split()
        for _ in range(2)
    ]
    assert told == [["42", "0", "1"], ["42", "1", "0"]]
