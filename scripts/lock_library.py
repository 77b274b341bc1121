"""Write the content hash of every new set of the library into its lock; refuse a changed one.

A set that is locked never changes: results that were published under its name must stay
recomputable. A change is a new version, in a file of its own.
"""

from __future__ import annotations

import json
import sys

from chiso.frameworks import library
from chiso.frameworks.loader import read_framework


def main() -> int:
    """Add new sets to the lock. Returns 1 if a locked set has changed or is gone."""
    locked = json.loads(library.LOCK.read_text("utf-8")) if library.LOCK.exists() else {}
    keys = library.keys()
    found = {key: read_framework(library.FOLDER / f"{key}.yaml").hash for key in keys}
    broken = sorted(key for key, content in locked.items() if found.get(key) != content)
    for key in broken:
        print(f"{key}: locked content {locked[key]}, found {found.get(key, 'nothing')}", file=sys.stderr)
    if broken:
        return 1
    written = json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    library.LOCK.write_text(written, "utf-8")
    print(f"{len(found)} sets locked, {len(found) - len(locked)} of them new")
    return 0


if __name__ == "__main__":
    sys.exit(main())
