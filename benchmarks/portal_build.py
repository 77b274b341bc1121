"""One build in a process of its own: python -m benchmarks.portal_build OUT PUBLIC FOCUS BUNDLE…"""

from __future__ import annotations

import json
import resource
import sys
import time
from contextlib import suppress
from pathlib import Path

from chiso.documents.charts.engine import Engine
from chiso.portal.building import build_site
from chiso.portal.theme import Theme


def main() -> None:
    """Build, and print what it cost as JSON."""
    out, public, focus, *bundles = sys.argv[1:]
    peaks = _peaks_of_engines()
    built = build_site(
        [Path(bundle) for bundle in bundles],
        Path(out),
        theme=Theme(focus=focus or None),
        base_url="https://chiso.example.vn",
        trusted=[Path(public)] if public else [],
    )
    # Charts are drawn in a process of its own, which has ended: its seconds count as well.
    apart = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = {
        "seconds": time.process_time() + apart.ru_utime + apart.ru_stime,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "apart": max(peaks, default=0),
        "pages": built.pages,
        "drawn": built.drawn,
        "size": built.bytes,
    }
    print(json.dumps(cost))


def _peaks_of_engines() -> list[int]:
    """The peak of memory of each engine that draws, in bytes, once it has ended (Linux).

    What the system says of children counts, in each, the memory of the program that started it.
    """
    peaks: list[int] = []
    end = Engine.end

    def note_and_end(self: Engine) -> None:
        with suppress(OSError):
            status = Path(f"/proc/{self.process}/status").read_text("utf-8")
            peaks.extend(int(line.split()[1]) * 1024 for line in status.splitlines() if "VmHWM" in line)
        end(self)

    Engine.end = note_and_end  # type: ignore[method-assign]
    return peaks


if __name__ == "__main__":
    main()
