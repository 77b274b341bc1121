"""Results and published tables that were damaged after they were written: refused, never a fault."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from tests.cli.calling import EXITS, bytes_below, call, write_files
from tests.cli.test_results import PUBLISHED
from tests.fuzz.tables_damage import HARMFUL

FILES = (
    "run.json",
    "ranking.csv",
    "scores.csv",
    "trace.json",
    "inputs/framework.json",
    "inputs/answers.csv",
    "inputs/units.csv",
)
JSON = (
    b"", b"{", b"[]", b"{}", b"null", b"1e999", b"NaN", b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe",
    b'{"format":1}', b'{"frameworks":{"x@1":{}}}', b'"\\ud800"', b'{"format":"chiso-run/1"}',
    b'{"frameworks":{"x@1":' + b"[" * 900 + b"]" * 900 + b"}}",
    b'{"format":"chiso-run/1","period":"\\ud800"}', b'{"frameworks":{"\\ud800":{"id":"\\ud800"}}}',
    b'{"programme":null,"frameworks":{"two-criteria@1":{"format":"chiso-framework/1","id":"\\ud800"}}}',
)  # fmt: skip


def changed(content: bytes, chance: Random) -> bytes:
    """The content cut off, with a byte changed, or with another document in its place."""
    position = chance.randrange(len(content))
    return chance.choice(
        [
            content[:position],
            content[:position] + bytes([chance.randrange(256)]) + content[position + 1 :],
            content[:position] + content[position + chance.choice([1, 10, 100]) :],
            chance.choice(JSON),
        ]
    )


@pytest.mark.parametrize("name", FILES)
def test_damaged_results_are_refused_by_whoever_reads_them(tmp_path: Path, name: str) -> None:
    files = write_files(tmp_path)
    files.score()
    sound = tmp_path / "sound"
    shutil.copytree(files.out, sound)
    content = (files.out / name).read_bytes()
    documents = list(JSON) if name.endswith(".json") else []
    for number in range(25 + len(documents)):
        damaged = documents.pop() if documents else changed(content, Random(f"{name} {number}"))
        (files.out / name).write_bytes(damaged)
        before = bytes_below(tmp_path)
        for arguments in (
            ("explain", files.out, "001", "1"),
            ("compare", sound, files.out),
            ("publish", files.out, "--out", tmp_path / "bundle.zip"),
        ):
            answered = call(*arguments)
            assert answered.exit in EXITS, (number, arguments[0])
            assert answered.exit == 0 or answered.codes, (number, arguments[0], answered.err)
            if answered.exit:
                assert bytes_below(tmp_path) == before, (number, arguments[0])
        (tmp_path / "bundle.zip").unlink(missing_ok=True)


@pytest.mark.parametrize("damage", list(HARMFUL))
def test_a_damaged_published_table_is_refused_or_checked(tmp_path: Path, damage: str) -> None:
    files = write_files(tmp_path)
    published = tmp_path / "published.csv"
    table = (PUBLISHED + PUBLISHED.partition("\n")[2].replace("2020", "2021")).encode()
    for number in range(5):
        published.write_bytes(HARMFUL[damage](table, Random(f"{damage} {number}")))
        answered = call("check", published, "--framework", files.framework)
        assert answered.exit in (0, 1, 4), number
        assert answered.exit != 4 or answered.codes, answered.err
