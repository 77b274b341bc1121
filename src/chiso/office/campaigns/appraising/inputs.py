"""The inputs of a layer in lines: “tasks done: 37/42”, “online lookup: yes”; without figures the status."""

from __future__ import annotations

from chiso.language import Text, text
from chiso.office.campaigns.answering.asked import Asked
from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.answering.saving import STATUS_NAMES
from chiso.office.campaigns.answering.shown import row_in_words

# More rows than these are counted, not listed.
MOST_ROWS = 12


def inputs_in_words(asked: Asked, given: Given) -> list[Text]:
    """A line for each input that was given."""
    lines = [] if given.status == "given" else [text("{status}", status=STATUS_NAMES[given.status])]
    known = {one.name: one for one in (*asked.once, *asked.in_cases)}
    for row in given.rows[:MOST_ROWS]:
        one = known.get(row.input)
        if one is None:
            continue
        said = row_in_words(row, one.definition)
        if row.case:
            lines.append(text("{case}, {input}: {value}", case=row.case, input=one.title, value=said))
        else:
            lines.append(text("{input}: {value}", input=one.title, value=said))
    if len(given.rows) > MOST_ROWS:
        lines.append(text("and {count} more", count=len(given.rows) - MOST_ROWS))
    return lines
