"""The keys of the installation: whose seals count, and with which one the office may seal by itself."""

from __future__ import annotations

from pathlib import Path

from chiso.office.configuration import configuration, home
from chiso.publication import read_public_key, read_revocations
from chiso.publication.seals import Trust

_REVOKED = "revoked.json"


def keys_folder() -> Path:
    """Where public keys lie; it need not stand."""
    chosen = configuration().public_keys
    return Path(chosen) if chosen else home() / "keys"


def public_keys() -> list[Path]:
    """The files of the keys whose seals count."""
    folder = keys_folder()
    return sorted(folder.glob("*.pub")) if folder.is_dir() else []


def revocations() -> list[Path]:
    """The lists of revoked keys."""
    path = keys_folder() / _REVOKED
    return [path] if path.is_file() else []


def trust() -> Trust:
    """Whose seals count. Raises BadInput where a file is no key."""
    revoked = (entry for path in revocations() for entry in read_revocations(path))
    return Trust.of(map(read_public_key, public_keys()), revoked)


def seal_key() -> Path | None:
    """The key with which the office itself may seal; None: it is kept elsewhere."""
    chosen = configuration().seal_key
    return Path(chosen) if chosen else None
