"""One build in a process of its own: python -m benchmarks.portal_build OUT PUBLIC FOCUS BUNDLE…"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from chiso.portal.building import build_site
from chiso.portal.theme import Theme


def main() -> None:
    """Build, and print what it cost as JSON."""
    out, public, focus, *bundles = sys.argv[1:]
    built = build_site(
        [Path(bundle) for bundle in bundles],
        Path(out),
        theme=Theme(focus=focus or None),
        base_url="https://chiso.example.vn",
        trusted=[Path(public)] if public else [],
    )
    cost = {
        "seconds": time.process_time(),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "pages": built.pages,
        "drawn": built.drawn,
        "size": built.bytes,
    }
    print(json.dumps(cost))


if __name__ == "__main__":
    main()
