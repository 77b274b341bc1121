"""Keep the data of this release for the tests of all later ones: `tests/office/running/releases/VERSION/`.

Run once when a release is made, and not again for it: what later versions must migrate is what this one
wrote. Makes a demonstration, and writes its database as SQL.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from chiso.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "tests" / "office" / "running" / "releases" / VERSION / "office.sql"


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder) / "office"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CHISO_")}
        clean.pop("DATABASE_URL", None)
        subprocess.run(
            [Path(sys.executable).with_name("chiso"), "office", "demo", office], env=clean, check=True
        )
        with closing(sqlite3.connect(office / "office.sqlite3")) as database:
            lines = list(database.iterdump())
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
