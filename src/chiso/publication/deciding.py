"""Putting the decision beside the content of a bundle that was prepared before it was signed.

The content stays, byte for byte, and so does its hash, which the decision prints. It is done before
sealing: a seal covers the decision too.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.publication.archive import LARGEST_BUNDLE, write_archive
from chiso.publication.decision import Decision, check_pdf
from chiso.publication.keys import refuse_other_than_lines
from chiso.publication.members import BESIDE, DECISION, DECISION_PDF, is_seal
from chiso.publication.opening import read_bundle
from chiso.publication.reading import read_bytes
from chiso.writing import refuse_existing, write_whole


def add_decision(
    bundle: Path,
    *,
    number: str,
    day: datetime.date,
    pdf: Path | None = None,
    out: Path,
    force: bool = False,
) -> str:
    """Write `bundle` with the decision beside its content to `out`; returns the hash of the content.

    A decision that stood there is replaced. Raises BadInput (no bundle, or not as its manifest says;
    CH-4059: it is sealed already; CH-4055: no PDF), WrongCall (CH-4057, `out` exists) and CannotWrite.
    """
    refuse_other_than_lines(number.strip())
    refuse_existing(out, force=force)
    opened = read_bundle(bundle)
    faults = tuple(opened.hash_faults())
    if faults:
        raise BadInput(faults)
    if any(is_seal(member) for member in opened.members):
        expected = text("Expected a bundle that nobody has sealed yet; a seal covers the decision too.")
        mend = text("Take the bundle as it was before sealing, and have it sealed with the decision.")
        raise BadInput([Problem("CH-4059", Place(opened.name), "", expected, mend)])
    members = {name: content for name, content in opened.members.items() if name not in BESIDE}
    members[DECISION] = Decision(number=number.strip(), date=day).to_bytes()
    if pdf is not None:
        members[DECISION_PDF] = read_bytes(pdf, limit=LARGEST_BUNDLE)
        check_pdf(members[DECISION_PDF], pdf.name)
    write_whole(out, write_archive(members), force=force)
    return opened.content
