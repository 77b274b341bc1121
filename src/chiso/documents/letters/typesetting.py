"""The process in which a PDF is set: the order comes by standard input, the file goes by standard output.

    order     JSON: {"template", "inputs", "created", "standards", "has_tags"}
    output    the PDF; where it cannot be made, nothing, and the reason by standard error (code 1)

A compiler keeps what it worked out for the next ten documents: an annex of 6,000 rows takes 450 MB, ten of
them 3.5 GB. Here that goes with the process. It loads nothing of chiso, and reads no file but faces.
"""

from __future__ import annotations

import datetime
import json
import sys


def main() -> int:
    """Set one document."""
    import typst

    order = json.load(sys.stdin.buffer)
    try:
        content = typst.compile(
            order["template"].encode(),
            sys_inputs=order["inputs"],
            timestamp=datetime.datetime.fromisoformat(order["created"]),
            pdf_standards=order["standards"],
            pdf_tags=order["has_tags"],
        )
    except typst.TypstError as error:
        sys.stderr.write(str(error))
        return 1
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
