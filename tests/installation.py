"""chiso as others get it: a wheel, installed with the locked core alone into a clean environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What a wheel is made of. Built from a copy: the build writes the compiled catalogue, which other
# tests read at the same moment.
PARTS_OF_THE_WHEEL = ("pyproject.toml", "hatch_build.py", "LICENSE", "README.md", "src")


def build_wheel(folder: Path) -> Path:
    """Build the wheel below `folder` with the build backend that is installed here."""
    copy = folder / "source"
    copy.mkdir()
    for name in PARTS_OF_THE_WHEEL:
        part = ROOT / name
        if part.is_dir():
            shutil.copytree(part, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(part, copy / name)
    output = folder / "wheel"
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(output)], folder=copy)
    (wheel,) = output.glob("*.whl")
    return wheel


def install_core(wheel: Path, folder: Path, python: str = sys.executable) -> Path:
    """Install `wheel` and the locked core into a new environment; return its folder of programs."""
    run([python, "-m", "venv", str(folder)])
    programs = folder / "bin"
    install = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*install, "--require-hashes", "-r", str(ROOT / "requirements" / "core.txt")])
    run([*install, "--no-deps", "--no-index", str(wheel)])
    return programs


def run(command: list[str], folder: Path | None = None) -> str:
    """What `command` prints. Fails with everything that it printed unless it exits with 0."""
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "COV_", "CHISO_")) and name not in ("PYTHONPATH", "VIRTUAL_ENV")
    }
    done = subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}\nexit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def find_other_python() -> str | None:
    """A Python of another minor version that chiso supports and that can make environments."""
    for minor in (13, 12, 14, 11):
        program = shutil.which(f"python3.{minor}")
        if minor == sys.version_info.minor or program is None:
            continue
        # A name alone proves nothing: version managers leave stand-ins for what is not installed.
        works = subprocess.run([program, "-c", "import ensurepip, venv"], capture_output=True, check=False)
        if works.returncode == 0:
            return program
    return None
