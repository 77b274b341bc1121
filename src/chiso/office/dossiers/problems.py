"""What is wrong with dossiers that were brought: CH-8864 to CH-8868; that of the room stand beside them."""

from __future__ import annotations

from chiso.language import Text, text
from chiso.problems import Place, Problem, quote


def no_such_agency(where: Place, found: str) -> Problem:
    """CH-8864: a row names no agency of the office, or several."""
    expected = text("Expected the code, uid or full name of one agency of this office.")
    mend = text("Correct the name, or name the one agency of the whole file.")
    return Problem("CH-8864", where, quote(found), expected, mend)


def not_whole_months(found: str) -> Problem:
    """CH-8865: no period of whole months, or one that is not over."""
    expected = text("Expected whole months that are over, such as 2026-05, 2026-Q2 or 2026.")
    mend = text("Name the months whose dossiers are brought; a month is brought once it is over.")
    return Problem("CH-8865", Place(field="period"), quote(found), expected, mend)


def nothing_to_count(found: str, expected: Text) -> Problem:
    """CH-8866: nothing in the period, or more than a page takes."""
    mend = text(
        "Check the period; count a large file with “chiso procedures count” and bring its counts.csv."
    )
    return Problem("CH-8866", Place(field="table"), quote(found), expected, mend)


def too_long(field: str, found: str) -> Problem:
    """CH-8867: a name that is longer than what it is for."""
    expected = text("Expected at most {most} characters.", most=200)
    return Problem("CH-8867", Place(field=field), quote(found), expected, text("Shorten it."))


def not_to_withdraw(found: str, expected: Text) -> Problem:
    """CH-8868: withdrawn already, replaced by a later one, or without a reason."""
    mend = text("Withdraw the later ones first, and say why.")
    return Problem("CH-8868", Place(field="reason"), quote(found), expected, mend)
