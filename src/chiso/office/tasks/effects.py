"""What a task or a directive changed in the criteria that it aims at: figures of published editions.

Before: the last period that had ended when the first of the tasks was given. After: the first that ended
later than that, and than the day on which they were done where all are. With it: the agencies that a task
with this aim was given to. Left out: those that some other task aims at the same criterion for. Points as a
share of the maximum, in per cent: maxima differ from set to set.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone

from chiso.figures import parse_decimal
from chiso.improvement.effect import Effect, Observed, effect_of
from chiso.office.campaigns.models import Campaign, Edition
from chiso.office.campaigns.publishing.folders import RUN, folder_of
from chiso.office.organisation.models import Agency
from chiso.office.tasks.models import Directive, Task, TaskAim
from chiso.periods import parse_period
from chiso.scoring.run import SCORES, UNITS


@dataclass(frozen=True, slots=True)
class Published:
    """A campaign with published figures of a set, and the last day of its period."""

    campaign: Campaign
    edition: Edition
    ends: date


@dataclass(frozen=True, slots=True)
class UnitShown:
    """An agency that the thing was done at, before and after, in per cent of the maximum."""

    name: str
    observed: Observed


@dataclass(frozen=True, slots=True)
class AimEffect:
    """One criterion: the periods that can be compared, the two that are, what they show."""

    framework: str
    code: str
    published: tuple[Published, ...]
    before: Published | None
    after: Published | None
    effect: Effect | None
    units: tuple[UnitShown, ...]
    left_out: int


def effects_of_task(task: Task, chosen: tuple[str, str] = ("", "")) -> list[AimEffect]:
    """Of a task and its parts, criterion by criterion."""
    family = {task.pk}
    for _ in range(2):
        family |= set(Task.objects.filter(parent__in=family).values_list("pk", flat=True))
    return _effects(Task.objects.filter(pk__in=family, withdrawn_at=None), task.is_made_up, chosen)


def effects_of_directive(directive: Directive, chosen: tuple[str, str] = ("", "")) -> list[AimEffect]:
    """Of all tasks of a directive, criterion by criterion."""
    tasks = Task.objects.filter(directive=directive, withdrawn_at=None)
    return _effects(tasks, directive.is_made_up, chosen)


def _effects(tasks: QuerySet[Task], is_made_up: bool, chosen: tuple[str, str]) -> list[AimEffect]:
    aims = TaskAim.objects.filter(task__in=tasks).select_related("task").order_by("framework", "code", "pk")
    by_aim: dict[tuple[str, str], list[Task]] = {}
    for aim in aims:
        by_aim.setdefault((aim.framework, aim.code), []).append(aim.task)
    return [
        _effect(framework, code, given, is_made_up, chosen) for (framework, code), given in by_aim.items()
    ]


def _effect(
    framework: str, code: str, tasks: Sequence[Task], is_made_up: bool, chosen: tuple[str, str]
) -> AimEffect:
    published = _published(framework, is_made_up)
    before, after = _two(published, tasks, chosen)
    if before is None or after is None:
        return AimEffect(framework, code, published, before, after, None, (), 0)
    owners = {task.owner_id for task in tasks}
    having = set(Agency.objects.filter(pk__in=owners).values_list("uid", flat=True))
    others = TaskAim.objects.filter(framework=framework, code=code, task__withdrawn_at=None)
    if not is_made_up:
        # An exercise was done nowhere.
        others = others.filter(task__is_made_up=False)
    touched = set(others.exclude(task__owner__in=owners).values_list("task__owner__uid", flat=True))
    then, now = _shares(before, code), _shares(after, code)
    both = sorted(set(then) & set(now))
    observed = [Observed(uid, then[uid], now[uid], uid in having) for uid in both if uid not in touched]
    names = dict(Agency.objects.filter(uid__in=having).values_list("uid", "name"))
    shown = tuple(UnitShown(names.get(one.unit, one.unit), one) for one in observed if one.has_it)
    left_out = len(touched & set(both))
    return AimEffect(framework, code, published, before, after, effect_of(observed), shown, left_out)


def _published(framework: str, is_made_up: bool) -> tuple[Published, ...]:
    """Campaigns by any version of a set whose results stand published, the earliest period first.

    Figures that are made up say nothing of a task that is not.
    """
    rows = Edition.objects.select_related("campaign").filter(
        state="published", campaign__framework__startswith=f"{framework}@", campaign__rehearsal_of=None
    )
    if not is_made_up:
        rows = rows.filter(campaign__is_sample=False)
    latest: dict[int, Edition] = {}
    for edition in rows.order_by("campaign", "number"):
        latest[edition.campaign_id] = edition
    found = [
        Published(one.campaign, one, parse_period(one.campaign.period).reference_day)
        for one in latest.values()
        if one.status != "withdrawn"
    ]
    return tuple(sorted(found, key=lambda one: (one.ends, one.campaign.pk)))


def _two(
    published: Sequence[Published], tasks: Sequence[Task], chosen: tuple[str, str]
) -> tuple[Published | None, Published | None]:
    """The periods that are compared: those chosen, else those around the tasks."""
    by_key = {one.campaign.key: one for one in published}
    if chosen[0] in by_key and chosen[1] in by_key:
        return by_key[chosen[0]], by_key[chosen[1]]
    first = min(timezone.localdate(task.given_at) for task in tasks)
    done = [task.done_on for task in tasks]
    end = max([first, *(day for day in done if day is not None)]) if all(done) else first
    earlier = [one for one in published if one.ends < first]
    later = [one for one in published if one.ends > end]
    return (earlier[-1] if earlier else None), (later[0] if later else None)


def _shares(published: Published, code: str) -> dict[str, Fraction]:
    return _shares_in(folder_of(published.edition) / RUN, code)


# What was published never changes; a file of a city's year takes a tenth of a second.
@lru_cache(maxsize=64)
def _shares_in(run: Path, code: str) -> dict[str, Fraction]:
    """The points of each unit (by its uid) in a criterion, in per cent of the maximum as it applied; {} where
    the files are not there."""
    found: dict[str, Fraction] = {}
    if not (run / SCORES).is_file() or not (run / UNITS).is_file():
        return found
    # Codes are given anew in life; a uid is not.
    uids = {row["code"]: row["uid"] for row in _rows(run / UNITS)}
    for row in _rows(run / SCORES):
        if row["code"] == code and row["points"] and row["max_points"]:
            most = parse_decimal(row["max_points"])
            if most:
                found[uids[row["unit"]]] = parse_decimal(row["points"]) / most * 100
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
