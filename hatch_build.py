"""Compiles the Vietnamese catalogue (`chiso.po` to `chiso.mo`) when a wheel is built.

The catalogue's source is kept in git, its compiled form is not. `python hatch_build.py` compiles it
in place, for a working tree whose translations have changed since it was installed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGUES = "src/chiso/locale/*/LC_MESSAGES/*.po"
# Babel writes the day of the compilation into the file; the same source must give the same bytes.
NO_DAY = datetime(2020, 1, 1, tzinfo=UTC)


def compile_catalogues(root: Path) -> list[Path]:
    """Write a `.mo` beside each `.po` below `root`; return what was written, as relative paths."""
    written = []
    for source in sorted(root.glob(CATALOGUES)):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        catalogue.creation_date = NO_DAY
        catalogue.revision_date = NO_DAY
        target = source.with_suffix(".mo")
        with target.open("wb") as compiled:
            write_mo(compiled, catalogue)
        written.append(target.relative_to(root))
    return written


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling calls this before it gathers the files of a wheel or of an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues and have them packed although git ignores them."""
        if self.target_name == "wheel":
            build_data["artifacts"].extend(f"/{path}" for path in compile_catalogues(Path(self.root)))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
