"""Write the content hash of every new set of the library into its lock; refuse a changed one.

A set that is locked never changes: results that were published under its name must stay
recomputable. A change is a new version, in a file of its own. Composite frameworks have a lock of
their own beside them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from chiso.frameworks import library
from chiso.frameworks.composite import library as composites
from chiso.frameworks.composite.loader import read_composite
from chiso.frameworks.loader import read_framework


def main() -> int:
    """Add new sets to the locks. Returns 1 if a locked set has changed or is gone."""
    keys = library.keys()
    sets = {key: read_framework(library.FOLDER / f"{key}.yaml").hash for key in keys}
    joined = {
        key: read_composite(composites.FOLDER / f"{key}.yaml").content_hash
        for key in composites.composite_keys()
    }
    return max(lock(library.LOCK, sets), lock(composites.LOCK, joined))


def lock(path: Path, found: dict[str, str]) -> int:
    """Write the hashes that were found into a lock. Returns 1, and writes nothing, if one has changed."""
    locked = json.loads(path.read_text("utf-8")) if path.exists() else {}
    broken = sorted(key for key, content in locked.items() if found.get(key) != content)
    for key in broken:
        print(f"{key}: locked content {locked[key]}, found {found.get(key, 'nothing')}", file=sys.stderr)
    if broken:
        return 1
    written = json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    path.write_text(written, "utf-8")
    print(f"{len(found)} sets locked, {len(found) - len(locked)} of them new")
    return 0


if __name__ == "__main__":
    sys.exit(main())
