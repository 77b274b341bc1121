"""What may be wrong with a petition (CH-7870 to CH-7873)."""

from __future__ import annotations

from chiso.language import Text, text
from chiso.office.errors import Incomplete
from chiso.problems import Place, Problem


def words_missing() -> Problem:
    """CH-7870."""
    expected = text("Expected what is asked to be looked at again, and why.")
    mend = text("Name the figure, the evidence and the article on which it rests.")
    return Problem("CH-7870", Place(field="words"), "", expected, mend)


def not_of_the_agency(found: str) -> Problem:
    """CH-7870, for the criterion."""
    expected = text("Expected a criterion for which the agency answers, or the whole result.")
    return Problem("CH-7870", Place(field="leaf"), found, expected, text("Choose one from the list."))


def asked_already() -> Problem:
    """CH-7871."""
    expected = text("Expected one petition for each criterion; this one has a petition without an answer.")
    mend = text("Wait for the answer, or withdraw the first one.")
    return Problem("CH-7871", Place(field="leaf"), "", expected, mend)


def no_longer_open(state: Text) -> Incomplete:
    """CH-7872."""
    expected = text("Expected a petition without an answer; this one is {state}.", state=state)
    mend = text("Read what was answered; it stands.")
    return Incomplete([Problem("CH-7872", Place(), "", expected, mend)])


def answer_missing(field: str) -> Problem:
    """CH-7873."""
    expected = text("Expected a decision on the petition, and the reason for it.")
    mend = text("The head of the agency reads these words.")
    return Problem("CH-7873", Place(field=field), "", expected, mend)
