"""Made-up answers: for each input something of its type, better or worse by the wish of the caller.

Seeded by what it is about, so that a demonstration is the same everywhere and every time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from chiso.figures import write_decimal
from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.intervals import Domain
from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.periods import Period
from chiso.scoring.questions import Question

_OF = (20, 400)


def invent(
    question: Question,
    *,
    about: str,
    quality: float,
    period: Period,
    faults: bool = False,
    cases: int = 4,
) -> Given:
    """An answer to a leaf; `quality` from 0 to 1, `about` says whose (the seed).

    `faults`: what is counted takes points off, so there is seldom one. `cases`: how many, where it is
    answered case by case.
    """
    chance = random.Random(f"{about}/{question.node.code}")
    rows = []
    for name in question.own_inputs:
        definition, domain = question.inputs[name], question.domains.get(name)
        by_case = name in question.case_inputs
        for number in range(1, cases + 1 if by_case else 2):
            case = f"HS-{number:02d}" if by_case else ""
            if faults and definition.type == "count":
                rows.append(InputRow(name, case, value="1" if chance.random() > quality + 0.1 else "0"))
                continue
            for cells in _cells(definition, domain, quality, period, chance):
                rows.append(InputRow(name, case, **cells))
    return Given(tuple(rows))


def _cells(
    definition: InputDefinition,
    domain: Domain | None,
    quality: float,
    period: Period,
    chance: random.Random,
) -> Iterator[dict[str, str]]:
    """The cells of one value; a tally has several rows."""
    good = chance.random() < quality
    if definition.type == "boolean":
        yield {"value": "true" if good else "false"}
    elif definition.type == "ratio":
        of = chance.randint(*_OF)
        # Where things go well, quite often all of them do.
        share = 1.0 if good and chance.random() < quality / 2 else chance.gauss(quality, 0.08)
        share = min(1.0, max(0.0, share))
        yield {"numerator": str(round(of * share)), "denominator": str(of)}
    elif definition.type in ("label", "labels"):
        labels = list(definition.labels)
        yield {"label": labels[0 if good else min(1, len(labels) - 1)]}
    elif definition.type == "tally":
        for key in definition.labels:
            yield {"label": key, "value": str(chance.randint(0, 3))}
    elif definition.type == "date":
        yield {"value": (period.first_day + timedelta(days=chance.randint(20, 80))).isoformat()}
    else:
        yield {"value": write_decimal(_figure(definition, domain, quality, chance))}


def _figure(
    definition: InputDefinition, domain: Domain | None, quality: float, chance: random.Random
) -> Fraction:
    if definition.type == "share":
        drawn = Fraction(round(1000 * min(0.98, max(0.3, chance.gauss(quality, 0.06)))), 1000)
    elif definition.type == "count":
        drawn = Fraction(chance.randint(0, 1 + round(5 * quality)))
    else:
        # Days beyond a limit and the like: early where it goes well.
        drawn = Fraction(chance.randint(-3, 3) - round(2 * quality))
    if domain is None:
        return drawn
    interval = domain.interval
    if interval.lower is not None and drawn < interval.lower:
        return Fraction(interval.lower)
    if interval.upper is not None and drawn > interval.upper:
        return Fraction(interval.upper)
    return drawn
