"""What may be wrong with an edition (CH-7874 to CH-7884, CH-7893)."""

from __future__ import annotations

from collections.abc import Sequence

from chiso.language import Text, text
from chiso.office.errors import Incomplete, OfficeRefused
from chiso.problems import Place, Problem, quote


class WrongStep(OfficeRefused):
    """The edition is not where this step begins (CH-7877): somebody was quicker, or it is over."""

    status = 409


def _problem(code: str, expected: Text, mend: Text, *, field: str = "", found: str = "") -> Problem:
    return Problem(code, Place(field=field), quote(found), expected, mend)


def under_way(number: int) -> Incomplete:
    """CH-7874."""
    expected = text(
        "Expected no other edition of this campaign under way; edition {number} is.", number=number
    )
    mend = text("Go on with that one, or discard it first.")
    return Incomplete([_problem("CH-7874", expected, mend)])


def still_open(titles: Sequence[Text]) -> Incomplete:
    """CH-7875, one problem for each matter that nobody has confirmed."""
    mend = text("Settle it, or confirm in the form that the results are published as they stand.")
    return Incomplete([_problem("CH-7875", title, mend, field="confirmed") for title in titles])


def status_does_not_fit(expected: Text, *, field: str = "status") -> Problem:
    """CH-7876."""
    mend = text("Choose what this edition is, and say why there is one more.")
    return _problem("CH-7876", expected, mend, field=field)


def wrong_step(number: int, state: Text) -> WrongStep:
    """CH-7877."""
    expected = text("Edition {number}: {state}. This step is not the next one.", number=number, state=state)
    mend = text("Load the page of the edition anew; it says who did what, and what comes next.")
    return WrongStep([_problem("CH-7877", expected, mend)])


def altered(names: Sequence[str]) -> Incomplete:
    """CH-7878."""
    expected = text(
        "Expected the files of the edition as they were prepared; on the disk they are missing or other."
    )
    mend = text("Nothing is published from them. Bring them back from a backup, or discard the edition.")
    return Incomplete([_problem("CH-7878", expected, mend, found=name) for name in names])


def figures_moved(number: int, saves: int) -> Incomplete:
    """CH-7893."""
    expected = text(
        "Expected the figures that edition {number} was made of. Answers were saved since ({count} times); "
        "the result is another one now.",
        number=number,
        count=saves,
    )
    mend = text("Discard this edition and prepare the next one: it holds what stands now.")
    return Incomplete([_problem("CH-7893", expected, mend)])


def no_signed_pdf(found: str) -> Incomplete:
    """CH-7879."""
    expected = text("Expected the decision that was signed, as a PDF file.")
    mend = text("Take the PDF from the records office.")
    return Incomplete([_problem("CH-7879", expected, mend, field="file", found=found)])


def day_out_of_order(expected: Text) -> Problem:
    """CH-7880."""
    return _problem("CH-7880", expected, text("Take number and day from the decision."), field="day")


def other_content(found: str) -> Incomplete:
    """CH-7881."""
    expected = text(
        "Expected the bundle that was handed out for sealing, with a seal and nothing else added."
    )
    mend = text("Seal the file that this page hands out, and bring what “chiso seal” has written.")
    return Incomplete([_problem("CH-7881", expected, mend, field="file", found=found)])


def no_trusted_seal(found: str) -> Incomplete:
    """CH-7882."""
    expected = text("Expected a seal by a key whose public half is known to this office.")
    mend = text(
        "Seal with the city's key; the administrator puts its public half into the folder of public keys."
    )
    return Incomplete([_problem("CH-7882", expected, mend, field="file", found=found)])


def no_key_here() -> Incomplete:
    """CH-7883."""
    expected = text("Expected a key with which this office may seal; none is set here.")
    mend = text("Hand the bundle to the holder of the key, and bring it back sealed.")
    return Incomplete([_problem("CH-7883", expected, mend)])


def never_published() -> Incomplete:
    """CH-7884."""
    expected = text(
        "Expected a campaign; this is a rehearsal on a copy, of which nothing is sealed or published."
    )
    mend = text("Do these steps in the campaign itself.")
    return Incomplete([_problem("CH-7884", expected, mend)])
