"""What may be wrong with a session or a ruling (CH-7865 to CH-7869)."""

from __future__ import annotations

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.problems import Place, Problem


def minutes_approved(number: int) -> Incomplete:
    """CH-7865."""
    expected = text("Expected a session whose minutes are not approved yet.")
    mend = text("What was approved stands. Hold a further session if something has to be decided anew.")
    return Incomplete([Problem("CH-7865", Place(), str(number), expected, mend)])


def reason_unknown(found: str) -> Problem:
    """CH-7866."""
    expected = text("Expected one of the reasons of the list.")
    return Problem("CH-7866", Place(field="reason"), found, expected, text("Choose one from the list."))


def words_missing() -> Problem:
    """CH-7866, for the words."""
    expected = text("Expected the reason in the council's own words.")
    mend = text("Write what the agency and the public are to read.")
    return Problem("CH-7866", Place(field="words"), "", expected, mend)


def nothing_to_keep() -> Problem:
    """CH-7867."""
    expected = text("Expected an answer that can stand; of this criterion none was given.")
    mend = text("Enter the inputs that count, or rule that it is missing.")
    return Problem("CH-7867", Place(field="outcome"), "", expected, mend)


def inputs_lacking(count: int) -> Problem:
    """CH-7867, for inputs that are still to come."""
    expected = text("Expected every input that the rule asks for; {count} are lacking.", count=count)
    mend = text("Enter them all, or rule that the criterion is missing.")
    return Problem("CH-7867", Place(field="outcome"), "", expected, mend)


def vote_does_not_carry(votes_for: int, votes_against: int) -> Problem:
    """CH-7868."""
    expected = text("Expected more votes for the ruling than against it.")
    mend = text("Check the vote; what was not carried is no ruling.")
    return Problem("CH-7868", Place(field="votes_for"), f"{votes_for} : {votes_against}", expected, mend)


def nothing_ruled(number: int) -> Incomplete:
    """CH-7869."""
    expected = text("Expected at least one ruling in the session.")
    mend = text("Write down what the council decided, then lay the minutes before a member.")
    return Incomplete([Problem("CH-7869", Place(), str(number), expected, mend)])


def ruled_elsewhere(number: int) -> Problem:
    """CH-7869, for a leaf that another session rules on."""
    expected = text("Expected a criterion that no other session with open minutes rules on.")
    mend = text("Change the ruling of session {number}, or have its minutes approved first.", number=number)
    return Problem("CH-7869", Place(), str(number), expected, mend)
