"""Whether what an inspection goes by was in force on its days: a warning, never a stop.

    out_of_force(checklist, first, last)     None, or the warning that says what is out of force, since when

Who plans may have compared the duties with the law that holds now; so the warning stands, and the plan is
made all the same.

    CH-8870 duties or a rule of severity that do not hold on every day of the visits
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from chiso.inspection.checklists import Checklist
from chiso.inspection.severity import SeverityRule
from chiso.language import Text, Value, listing, text
from chiso.problems import Place, Problem

OUT_OF_FORCE: Final = "CH-8870"
_ONE_DAY: Final = timedelta(days=1)


def out_of_force(what: Checklist | SeverityRule, first: date, last: date) -> Problem | None:
    """The warning that a checklist or a rule does not hold from `first` to `last`; None where it does."""
    is_too_late = what.valid_until is not None and what.valid_until < last
    is_too_early = what.valid_from is not None and first < what.valid_from
    if not is_too_late and not is_too_early:
        return None
    field, name = ("checklist", what.name) if isinstance(what, Checklist) else ("severity", what.rule)
    mend = text("Compare it with what holds on the days of the visits, or choose another one.")
    if is_too_late and what.valid_until is not None:
        said = _ended(what, what.valid_until + _ONE_DAY, first, last)
    else:
        said = text(
            "{source} holds from {since} on; visits are from {first} to {last}.",
            source=_source(what), since=what.valid_from or first, first=first, last=last,
        )  # fmt: skip
    return Problem(OUT_OF_FORCE, Place(field=field), name, said, mend)


def _ended(what: Checklist | SeverityRule, since: date, first: date, last: date) -> Text:
    if isinstance(what, Checklist) and what.superseded is not None:
        return text(
            "{source}: out of force since {since}, replaced by {other}; visits are from {first} to {last}.",
            source=_source(what), since=since, other=what.superseded.by, first=first, last=last,
        )  # fmt: skip
    return text(
        "{source}: out of force since {since}; visits are from {first} to {last}.",
        source=_source(what), since=since, first=first, last=last,
    )  # fmt: skip


def _source(what: Checklist | SeverityRule) -> Value:
    """The documents behind it; where it names none, itself."""
    if isinstance(what, Checklist):
        return listing([one.title for one in what.documents]) if what.documents else what.name
    return what.source or what.rule
