"""What became of each row: its code of disposition, in the groups that the chain declares."""

from __future__ import annotations

import numpy as np

from chiso.language import text
from chiso.problems import Place
from chiso.survey.declared_chain import DISPOSITIONS, Dispositions
from chiso.survey.weights.columns import Columns, IntArray
from chiso.survey.weights.steps import Roles


def rows_by_group(columns: Columns, dispositions: Dispositions) -> IntArray:
    """For each row the place of its group in DISPOSITIONS; −1 where its code is unknown (CH-3153)."""
    classes = columns.classes((dispositions.column,))
    group_of_code = {
        code: place for place, group in enumerate(DISPOSITIONS) for code in getattr(dispositions, group)
    }
    of_class = np.array([group_of_code.get(code, -1) for (code,) in classes.names], dtype=np.int64)
    found = of_class[classes.of_row]
    if not columns.report.problems:
        for number in np.flatnonzero(of_class < 0):
            count, first = columns.count_and_first(classes.of_row == number)
            columns.report.add(
                "CH-3153",
                Place(row=first, field=dispositions.column),
                classes.written(int(number)),
                text(
                    "Expected a code that the chain puts into a group; rows with this one: {count}.",
                    count=count,
                ),
                text("Add the code under “dispositions”, or correct it in the data."),
            )
    return found


def roles_of(columns: Columns, dispositions: Dispositions) -> Roles:
    """Who answered, who did not, of whom nothing is known, who does not belong to the population."""
    group = rows_by_group(columns, dispositions)
    place = {name: position for position, name in enumerate(DISPOSITIONS)}
    partial = group == place["partial"]
    responded = group == place["complete"]
    refused = np.isin(group, [place["refusal"], place["noncontact"], place["other"]])
    if dispositions.partial_responds:
        responded = responded | partial
    else:
        refused = refused | partial
    unknown = np.isin(group, [place["unknown"], place["unknown_other"]])
    return Roles(responded, refused, unknown, group == place["ineligible"])
