"""Open findings of an agency, beside it and beside its criteria in a campaign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from chiso.inspection.severity import LEVELS, SEVERITY_NAMES
from chiso.language import listing, text, text_by_count
from chiso.office.campaigns.beside import Beside
from chiso.office.inspections.access import READ, teams_of
from chiso.office.inspections.blindness import is_of_one_looked_at_blind
from chiso.office.inspections.following.access import findings_for, is_issued
from chiso.office.inspections.models import Finding
from chiso.office.inspections.rules import checklist_named
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import may_somewhere


def findings_beside(person: Person, agency: Agency) -> Iterator[Beside]:
    """How many findings of an agency that the reader sees are open, and how many of them are late."""
    if not may_somewhere(person, READ):
        return
    open_ones = findings_for(person).filter(agency=agency, withdrawn_at=None, mended_on=None)
    late = Q(recommendations__deadline__lt=timezone.localdate())
    found = open_ones.order_by().aggregate(
        all=Count("pk", distinct=True), late=Count("pk", distinct=True, filter=late)
    )
    address = f"{reverse('inspections:findings')}?co_quan={agency.key}&tinh_trang=open"
    if found["all"]:
        yield Beside(
            text_by_count("One finding of an inspection is open", "{count} findings of inspections are open",
                          found["all"]),
            address, "warn",
        )  # fmt: skip
    if found["late"]:
        yield Beside(
            text_by_count("One of them is past its deadline", "{count} of them are past their deadline",
                          found["late"]),
            address, "bad",
        )  # fmt: skip


def findings_beside_criterion(person: Person, agency: Agency, framework: str, code: str) -> Iterator[Beside]:
    """How many open findings of an agency bear on a criterion, by the checklists of their inspections.

    Whoever may read the criterion, an appraiser too, is told of those whose conclusion is issued, unless they
    are to look there blind; of others who sees them anyhow. The link is for who may open them all. One query,
    and one for each checklist of the city's own.
    """
    sees = Exists(findings_for(person).filter(pk=OuterRef("pk")).order_by())
    rows = Finding.objects.filter(agency=agency, withdrawn_at=None, mended_on=None).exclude(duty="")
    rows = rows.exclude(is_of_one_looked_at_blind(teams_of(person)))
    told = rows.annotate(is_seen=sees).filter(Q(is_seen=True) | Q(is_issued())).order_by()
    columns = ("inspection__checklist", "duty", "severity", "is_seen")
    found = list(told.values_list(*columns))
    duties = {name: _bearing_on(name, framework, code) for name in {one[0] for one in found}}
    severities: Counter[str] = Counter()
    opens_all = may_somewhere(person, READ)
    for checklist, duty, severity, is_seen in found:
        if duty in duties[checklist]:
            severities[severity] += 1
            opens_all = opens_all and is_seen
    if not severities:
        return
    asked = urlencode({"co_quan": agency.key, "tinh_trang": "open", "tieu_chi": f"{framework}/{code}"})
    said = listing(
        text("{severity}: {count}", severity=SEVERITY_NAMES[one], count=severities[one])
        for one in reversed(LEVELS)
        if severities[one]
    )
    yield Beside(
        text_by_count(
            "One open finding of an inspection bears on this criterion ({severities})",
            "{count} open findings of inspections bear on this criterion ({severities})",
            severities.total(), severities=said,
        ),
        f"{reverse('inspections:findings')}?{asked}" if opens_all else "",
        "bad" if severities["grave"] else "warn",
    )  # fmt: skip


def bearing_on(framework: str, code: str, checklists: set[str]) -> Q:
    """The findings whose duty bears on a criterion, among those of some checklists."""
    found = Q(pk__in=())
    for name in sorted(checklists):
        duties = _bearing_on(name, framework, code)
        if duties:
            found |= Q(inspection__checklist=name, duty__in=sorted(duties))
    return found


def _bearing_on(checklist: str, framework: str, code: str) -> frozenset[str]:
    return frozenset(checklist_named(checklist).bearing_on(framework, code))
