"""`chiso ledger`: verify the record of an office, take a root of it, take it away as a table."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path

import click

from chiso.cli.output import (
    DIFFERS,
    answering,
    give_json,
    json_option,
    path_option,
    remark,
    say,
    speech,
    words,
)
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.writing import write_whole

# Seconds: so much is lost of a verification that is cut off.
KEEPS_EVERY = 5.0


@click.group("ledger", help=words(text("The record of an office: every write, chained by hashes.")))
def group() -> None:
    """The group of commands about the record."""


@group.command("verify", help=words(text("Verify every entry, link, text and root; name what was altered.")))
@path_option("--home", text("Folder of the installation; else CHISO_HOME, else this folder."))
@path_option("--anchors", text("File of roots that was kept elsewhere, one a line."))
@path_option(
    "--resume", text("File that keeps how far the chains are proved; a later call goes on from there.")
)
@json_option
def verify(home: Path | None, anchors: Path | None, resume: Path | None, as_json: bool) -> None:
    """Answer 0 if the record is whole, 1 if not."""
    with answering(as_json) as answer:
        from chiso.office.starting import start

        start(home)
        from chiso.office.ledger.roots import kept_anchors, read_anchors
        from chiso.office.ledger.verifying import verify_ledger

        known = [*kept_anchors(), *(read_anchors(anchors) if anchors else [])]
        proved = _read_proved(resume)
        progress = Progress(resume)
        verified = verify_ledger(anchors=known, proved=proved, progress=progress)
        progress.keep(verified.proved)
        if not verified.is_whole:
            answer.code = DIFFERS
        if as_json:
            give_json(
                {
                    "entries": verified.entries,
                    "chains": verified.chains,
                    "words": verified.words,
                    "erased": verified.erased,
                    "roots": verified.roots,
                    "problems": [problem.as_record(speech.language) for problem in verified.problems],
                }
            )
            return
        for problem in verified.problems:
            say(problem.in_language(speech.language))
        say(text("The record is whole.") if verified.is_whole else text("The record is not whole."))
        say(
            text(
                "Entries: {entries}, chains: {chains}, texts: {words}, of these erased: {erased}, "
                "roots: {roots}.",
                entries=verified.entries,
                chains=verified.chains,
                words=verified.words,
                erased=verified.erased,
                roots=verified.roots,
            )
        )


@group.command(
    "root", help=words(text("Take a root over the heads of all chains and print it; keep it elsewhere."))
)
@path_option("--home", text("Folder of the installation; else CHISO_HOME, else this folder."))
def root(home: Path | None) -> None:
    """Print the root as one line."""
    with answering():
        from chiso.office.starting import start

        start(home)
        from chiso.office.ledger.roots import make_root

        print(make_root().as_line())


def _read_proved(path: Path | None) -> dict[str, tuple[int, str]]:
    """How far the chains were proved. Raises BadInput (CH-7312)."""
    if path is None or not path.exists():
        return {}
    found = path.read_text(encoding="utf-8", errors="replace")
    try:
        return {str(name): (int(place), str(proved)) for name, (place, proved) in json.loads(found).items()}
    except (ValueError, TypeError, AttributeError) as error:
        expected = text("Expected a file that an earlier verification has written.")
        mend = text("Delete it: the record is then verified from its first entry on.")
        raise BadInput([Problem("CH-7312", Place(str(path)), quote(found), expected, mend)]) from error


class Progress:
    """Says how many entries were read, every hundred thousand; keeps how far the chains are proved."""

    def __init__(self, resume: Path | None) -> None:
        self._resume = resume
        self._said, self._kept = 0, time.monotonic()

    def __call__(self, entries: int, proved: Mapping[str, tuple[int, str]]) -> None:
        """After a page: so many entries were read, so far the chains are proved."""
        if entries >= self._said + 100_000:
            self._said = entries
            remark(text("Entries read: {count}", count=entries))
        if time.monotonic() >= self._kept + KEEPS_EVERY:
            self.keep(proved)
            self._kept = time.monotonic()

    def keep(self, proved: Mapping[str, tuple[int, str]]) -> None:
        """Write the file from which a later call goes on, if one is wished for."""
        if self._resume is not None:
            write_whole(self._resume, json.dumps(proved, ensure_ascii=False).encode(), force=True)
