"""Static files: their addresses hold a hash of all of them, so that browsers may keep them for a year.

One hash is in the folder's name, so that scripts find one another by relative names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from chiso.looks import shared_files
from chiso.portal.theme import Theme
from chiso.portal.theme_style import style_of

FOLDER = Path(__file__).parent / "static"
ROOT = "/static"


def assets_of(theme: Theme) -> dict[str, bytes]:
    """The static files of a site by name."""
    files = shared_files()
    files |= {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.is_file()}
    style = style_of(theme.colours)
    if style:
        files["theme.css"] = style.encode()
    if theme.logo:
        files["logo.svg"] = theme.logo
    return files


def addresses_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The address of each static file."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    folder = f"{ROOT}/{digest.hexdigest()[:12]}"
    return {name: f"{folder}/{name}" for name in files}
