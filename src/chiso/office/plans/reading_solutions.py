"""Solutions read from a table: problems, their causes, ways out, the criteria that these would move.

    problem, cause, solution, codes

The table is that of `chiso plan gaps --solutions`; `codes` stand apart by blanks or semicolons.

CH-8478 a cell that is too long    CH-8479 too many solutions
and those of `improvement.gaps.tables`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chiso.improvement.gaps.tables import Solution, read_solutions
from chiso.language import text
from chiso.office.people.checks import problem
from chiso.office.plans.forecasting import kept_result
from chiso.office.plans.models import PlanVersion
from chiso.office.plans.reading_cells import content_of_table, stop_if_any
from chiso.office.plans.selectors import basis_of
from chiso.problems import Place, Problem, quote

MOST_SOLUTIONS = 300
_LONGEST = {"problem": 300, "cause": 300, "solution": 300, "codes": 400}


def read_ways(version: PlanVersion, content: bytes, name: str) -> Sequence[Solution]:
    """The solutions of a file. Raises BadInput (CH-10nn, CH-7785, CH-8313, CH-8318, CH-8429, CH-8478,
    CH-8479)."""
    result = kept_result(basis_of(version.plan))
    found = read_solutions(content_of_table(content, name), result, name=name)
    stop_if_any(list(_problems(found, name)))
    return found


def _problems(found: Sequence[Solution], name: str) -> Iterator[Problem]:
    if len(found) > MOST_SOLUTIONS:
        expected = text("Expected at most {count} solutions.", count=MOST_SOLUTIONS)
        mend = text("Put what belongs together into one.")
        yield problem("CH-8479", "solutions", expected, mend, found=str(len(found)))
    for one in found:
        cells = {"problem": one.problem, "cause": one.cause, "solution": one.solution}
        cells["codes"] = ";".join(one.codes)
        for column, written in cells.items():
            if len(written) > _LONGEST[column]:
                expected = text("Expected at most {count} letters.", count=_LONGEST[column])
                place = Place(name, field=column)
                yield Problem("CH-8478", place, quote(written), expected, text("Say it shorter."))
