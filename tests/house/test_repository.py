"""What the repository may hold: no address of a machine, locks with hashes, files of one idea."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.installation import ROOT

LONGEST_SOURCE = 400
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
# Put together here, so that this file does not hold what it looks for.
REGISTRIES = ("py" + r"pi\.org", "pythonhosted" + r"\.org", "anaconda" + r"\.(?:org|com)", "docker" + r"\.io")
OPTIONS_OF_INDEXES = (
    "--index" + "-url",
    "--extra-index" + "-url",
    "--find" + "-links",
    "--trusted" + "-host",
)
FOLDERS_OF_A_MACHINE = ("work", "farm", "root", "home")
FORBIDDEN = re.compile(
    "|".join(
        [
            *REGISTRIES,
            *OPTIONS_OF_INDEXES,
            # A path from the root of a disk, not a part of an address or of a relative path.
            rf"(?<![\w.~*}}\-/])/(?:{'|'.join(FOLDERS_OF_A_MACHINE)})/\w",
        ]
    )
)


def files_of_the_repository() -> list[Path]:
    """Every file that git holds or would take; read from git, since the folder holds more."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    listed = subprocess.run(
        # A clone that belongs to another user is read all the same.
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    found = []
    for path in files_of_the_repository():
        try:
            content = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [(str(path.relative_to(ROOT)), hit.group()) for hit in FORBIDDEN.finditer(content)]
    assert found == []


@pytest.mark.parametrize(
    ("line", "is_forbidden"),
    [
        ("--index" + "-url https://example.org/simple", True),
        ("see https://py" + "pi.org/project/chiso", True),
        ("cd /ho" + "me/lan/chiso", True),
        ("a relative path such as docs/work/plan.md", False),
        ("https://example.org/work/plan", False),
    ],
)
def test_the_search_for_addresses_finds_them_and_nothing_else(line: str, is_forbidden: bool) -> None:
    assert bool(FORBIDDEN.search(line)) is is_forbidden


def test_nothing_compiled_or_local_is_kept() -> None:
    kept = [path for path in files_of_the_repository() if path.suffix in {".mo", ".pyc", ".so", ".key"}]
    assert kept == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_exact_versions_with_hashes_and_no_address(lock: Path) -> None:
    entries = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    exact = re.compile(r"[a-z0-9][a-z0-9-]*==[^\s;]+( *;[^#\\]+?)?( +--hash=sha256:[0-9a-f]{64})+ *")
    assert [entry for entry in entries if not exact.fullmatch(entry)] == []
    assert entries


def test_the_locks_agree_on_every_version() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in re.findall(
            r"^([a-z0-9-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.M
        ):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_no_source_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "src").rglob("*.py")
        # Migrations are written by Django.
        if path.parent.name != "migrations"
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST_SOURCE} == {}


def test_no_source_file_is_a_drawer_for_everything() -> None:
    drawers = {"utils.py", "util.py", "helpers.py", "helper.py", "misc.py", "common.py"}
    assert [str(path) for path in (ROOT / "src").rglob("*.py") if path.name in drawers] == []
