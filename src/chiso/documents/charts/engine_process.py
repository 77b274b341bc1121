"""The process in which charts are drawn: questions come by standard input, answers go by standard output.

    question   a line of JSON: [name of a function of vl-convert, what it is given]
    answer     a line of JSON: ["drawn" or "refused", length], then so many bytes

It ends when its input ends, so it never outlives the program that asks. It loads nothing of chiso.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Answer one question after the other."""
    import vl_convert

    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    for line in questions:
        name, given = json.loads(line)
        try:
            outcome, said = "drawn", str(getattr(vl_convert, name)(**given))
        except ValueError as error:
            outcome, said = "refused", str(error)
        content = said.encode()
        answers.write(json.dumps([outcome, len(content)]).encode() + b"\n")
        answers.write(content)
        answers.flush()


if __name__ == "__main__":
    main()
