"""How every door looks: the stylesheet and the mark, as files that each door serves for itself."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def shared_files() -> dict[str, bytes]:
    """The files that all doors serve, by name."""
    return {
        path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in (".css", ".svg")
    }
