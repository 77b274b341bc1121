"""Reading and writing `office.toml`, which its owner alone may read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from chiso.office.configuration import FILE, Configuration
from chiso.writing import write_whole

HEAD = (
    "# Settings of this office; docs/reference/office-settings.md describes each.\n"
    "# Keep a copy apart from the backups: without secret_key nobody's second factor can be read.\n"
)


def write_settings(path: Path, values: Mapping[str, Any], *, force: bool = False) -> None:
    """Write settings as TOML, in one step, mode 0600. Raises WrongCall (CH-5004), CannotWrite."""
    lines = [f"{name} = {_as_toml(value)}" for name, value in values.items()]
    write_whole(path, (HEAD + "\n".join(lines) + "\n").encode(), force=force, mode=0o600)


def read_settings(folder: Path) -> Configuration:
    """The settings of the office in `folder`. Raises BadInput (CH-7503)."""
    from chiso.office.starting import read_configuration

    os.environ["CHISO_HOME"] = str(folder)
    return read_configuration()


def change_settings(folder: Path, values: Mapping[str, Any]) -> None:
    """Set some settings of the file and leave the others; None takes one out. Comments go."""
    import tomllib

    path = folder / FILE
    tree = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    tree |= values
    write_settings(path, {name: value for name, value in tree.items() if value is not None}, force=True)


def _as_toml(value: Any) -> str:
    """A value as TOML: texts, numbers, true and false, lists of these."""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_as_toml(one) for one in value) + "]"
    # A string of JSON is a string of TOML, if no character beyond the first plane is written as two.
    return json.dumps(value, ensure_ascii=False)
