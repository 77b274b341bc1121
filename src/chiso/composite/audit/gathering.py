"""The audit of a run: all findings, in the order in which they are read."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from chiso.composite.audit.dimensions import dimension_finding
from chiso.composite.audit.gaps import gap_finding
from chiso.composite.audit.indicators import indicator_finding
from chiso.composite.audit.influence import influence_finding
from chiso.composite.audit.outliers import outlier_finding
from chiso.composite.audit.parts import Audit
from chiso.composite.audit.redundancy import redundancy_finding
from chiso.composite.audit.relations import relation_finding
from chiso.composite.audit.reliability import reliability_finding
from chiso.composite.audit.sizes import size_finding
from chiso.composite.audit.subject import Subject, subject_of
from chiso.composite.run import CompositeRun
from chiso.language import Text, Value, text


def audit_run(run: CompositeRun) -> Audit:
    """What there is to say of a run. A panel is looked at with all its periods together."""
    subject = subject_of(run)
    findings = (
        indicator_finding(subject),
        gap_finding(subject),
        outlier_finding(subject),
        relation_finding(subject),
        reliability_finding(subject),
        dimension_finding(subject),
        influence_finding(subject),
        size_finding(subject),
        redundancy_finding(subject),
    )
    return Audit(
        run.framework.title,
        run.framework.key,
        text(
            "What the indicators are like, how they go together, and who has how much say. A flag is a "
            "question to those who make the index, not an error."
        ),
        _headlines(subject),
        tuple(finding for finding in findings if finding is not None),
    )


def _headlines(subject: Subject) -> tuple[tuple[Text, Value, Text], ...]:
    missing = np.isnan(subject.raw.values)
    share = Fraction(round(1000 * int(missing.sum()) / max(missing.size, 1)), 10)
    periods = len(subject.raw.periods)
    units = len({row.unit for row in subject.raw.rows})
    return (
        (
            text("Indicators"),
            len(subject.leaves),
            text("in {count} groups", count=len(subject.tree.groups)),
        ),
        (text("Units"), units, text("Periods: {count}", count=periods)),
        (text("Missing"), text("{share}%", share=share), text("of all values, before the plan")),
    )
