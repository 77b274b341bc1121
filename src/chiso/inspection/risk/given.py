"""What is given to learn from: which columns, how many visits at least, a table that lies in no file.

Nothing here needs arrays, so that an office which only asks for a table does not load them when it starts.
"""

from __future__ import annotations

from dataclasses import dataclass

from chiso.language import text
from chiso.problems import BadInput, Place, Problem

# The columns of past visits, and the name under which what a place's own visits tell stands among reasons.
HISTORY = ("place", "day", "inspector", "found")
OWN_HISTORY = "own_history"
# Of visits with a finding, and of visits without one.
LEAST_OF_EACH = 30


@dataclass(frozen=True, slots=True)
class Given:
    """A table that lies in no file: its bytes, and the name by which problems tell of it."""

    name: str
    content: bytes


def refuse_too_few(yes: int, no: int) -> None:
    """Raise BadInput (CH-8810) where so many visits with a finding and without one teach nothing."""
    if min(yes, no) < LEAST_OF_EACH:
        expected = text(
            "Too few to learn from: expected {least} visits with a finding and as many without one at "
            "least; there are {yes} and {no}.",
            least=LEAST_OF_EACH, yes=yes, no=no,
        )  # fmt: skip
        mend = text("Draw by chance until then (random_share: 1); every such visit can be learned from.")
        raise BadInput([Problem("CH-8810", Place(), "", expected, mend)])
