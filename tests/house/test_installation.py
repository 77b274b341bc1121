"""The wheel with its locked core is enough to verify a bundle: what a journalist installs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from chiso.version import VERSION
from tests.installation import run

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installation")]
# What the extras bring; none of it may come along with the core.
HEAVY = {"numpy", "pandas", "polars", "django", "duckdb", "pyarrow", "scipy", "xlsxwriter"}


def publish_a_sealed_bundle(folder: Path) -> tuple[Path, Path]:
    """A sealed bundle of Hà Nội's PAPI year 2019 and the public key, made by the chiso under test."""
    chiso = str(Path(sys.executable).with_name("chiso"))
    example, result, bundle = folder / "example", folder / "result", folder / "bundle.zip"
    answers, units = str(example / "answers.csv"), str(example / "units.csv")
    run([chiso, "examples", "write", "papi", str(example)])
    run([chiso, "score", "papi@2019", answers, "--units", units, "--period", "2019", "--out", str(result)])
    run([chiso, "keys", "new", "--out", str(folder / "press")])
    run([chiso, "publish", str(result), "--key", str(folder / "press.key"), "--out", str(bundle)])
    return bundle, folder / "press.pub"


def test_the_wheel_carries_the_catalogue_and_the_mark_of_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {"chiso/locale/vi/LC_MESSAGES/chiso.mo", "chiso/py.typed", "chiso/version.py"}
    assert expected <= names
    assert [name for name in names if not name.startswith(("chiso/", f"chiso-{VERSION}.dist-info/"))] == []


def test_the_clean_installation_knows_its_version(clean_programs: Path) -> None:
    assert VERSION in run([str(clean_programs / "chiso"), "--version"])


def test_the_clean_installation_is_consistent_and_light(clean_programs: Path) -> None:
    python = str(clean_programs / "python")
    run([python, "-m", "pip", "check"])
    listed = run([python, "-m", "pip", "list", "--format", "freeze", "--disable-pip-version-check"])
    assert {line.partition("==")[0].lower() for line in listed.splitlines()} & HEAVY == set()


def test_the_clean_installation_verifies_a_sealed_bundle(clean_programs: Path, tmp_path: Path) -> None:
    bundle, public_key = publish_a_sealed_bundle(tmp_path)
    run([str(clean_programs / "chiso"), "verify", str(bundle), "--trusted", str(public_key)])


def test_the_clean_installation_tells_an_unknown_key_apart(clean_programs: Path, tmp_path: Path) -> None:
    bundle, _ = publish_a_sealed_bundle(tmp_path)
    done = subprocess.run(
        [str(clean_programs / "chiso"), "verify", str(bundle)], capture_output=True, check=False
    )
    assert done.returncode == 3
