"""Times and places that cannot well be: at night, two at once, too far away to have got there.

*hours*: the interview begins before `limits.earliest`, or ends after `limits.latest` or on another day.
*travel*: of two interviews of one interviewer that follow each other, the second begins before the first
ends, or the speed in between (great-circle distance over the gap) is above `limits.kilometres_an_hour`.
Distances below `NEAR_KILOMETRES` are left out, since positions of telephones are uncertain by that much.
*places*: the position is none on Earth, or farther than `limits.kilometres_from_cluster` from the median
position of its cluster.

Honest reasons are common: a clock that was set wrong, a position that was taken in the office.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chiso.language import text
from chiso.survey.quality.findings import Checked, Finding, lacks
from chiso.survey.quality.groups import medians
from chiso.survey.quality.interviews import NO_ANSWER, Interviews
from chiso.survey.quality.wording import figure, minutes

Real = npt.NDArray[np.float64]
NEAR_KILOMETRES = 0.3
_EARTH_KILOMETRES = 6371.0088
_DAY = 86_400


def check_hours(interviews: Interviews) -> Checked:
    """Listed: interviews outside the hours in which one visits people."""
    started = interviews.started
    if started is None:
        return lacks("hours", "started")
    limits = interviews.plan.limits
    earliest, latest = _seconds(limits.earliest), _seconds(limits.latest)
    told = started != NO_ANSWER
    begins = started % _DAY
    length = np.zeros(len(started)) if interviews.duration is None else np.nan_to_num(interviews.duration)
    ends = begins + length
    findings = []
    for row in map(int, np.flatnonzero(told & ((begins < earliest) | (ends > latest)))):
        is_early = begins[row] < earliest
        met = float(begins[row] if is_early else ends[row])
        reason = (
            text("began at {hour}; before {limit}", hour=_hour(met), limit=limits.earliest)
            if is_early
            else text("ended at {hour}; after {limit}", hour=_hour(met), limit=limits.latest)
        )
        key, who = interviews.key(row), interviews.interviewer_of(row)
        limit = float(earliest if is_early else latest)
        findings.append(Finding("hours", key, who, met / 3600, limit / 3600, reason))
    return Checked("hours", int(told.sum()), tuple(findings))


def check_travel(interviews: Interviews) -> Checked:
    """Listed: interviews that begin before the one before ends, or farther away than one can travel."""
    started, who = interviews.started, interviews.interviewer
    if started is None or who is None:
        return lacks("travel", "started", "interviewer")
    length = np.zeros(len(started)) if interviews.duration is None else np.nan_to_num(interviews.duration)
    order = np.lexsort((started, who.of))
    order = order[(started[order] != NO_ANSWER) & (who.of[order] >= 0)]
    before, after = order[:-1], order[1:]
    same = who.of[before] == who.of[after]
    before, after = before[same], after[same]
    gap = started[after] - (started[before] + length[before])
    way = np.zeros(len(gap))
    if interviews.position is not None:
        way = np.nan_to_num(distances(interviews.position[before], interviews.position[after]))
    way[way < NEAR_KILOMETRES] = 0.0
    # A gap of nought would be an endless speed: a minute is the least that anybody needs.
    speed = way / (np.maximum(gap, 60.0) / 3600)
    limit = interviews.plan.limits.kilometres_an_hour
    findings = [
        _at_once(interviews, int(before[place]), int(after[place]), float(gap[place]))
        for place in np.flatnonzero(gap < 0)
    ]
    findings += [
        _too_fast(interviews, int(before[place]), int(after[place]), float(way[place]), float(gap[place]))
        for place in np.flatnonzero((gap >= 0) & (speed > limit))
    ]
    return Checked("travel", len(gap), tuple(findings))


def check_places(interviews: Interviews) -> Checked:
    """Listed: interviews far away from the others of their cluster."""
    position, cluster = interviews.position, interviews.cluster
    if position is None or cluster is None:
        return lacks("places", "latitude, longitude", "cluster")
    told = ~np.isnan(position).any(axis=1)
    on_earth = told & (np.abs(position[:, 0]) <= 90) & (np.abs(position[:, 1]) <= 180)
    on_earth &= (position != 0).any(axis=1)
    count = len(cluster.names)
    placed = np.where(on_earth[:, None], position, np.nan)
    middles = np.column_stack([medians(placed[:, axis], cluster.of, count) for axis in (0, 1)])
    away = np.where(cluster.of >= 0, distances(placed, middles[cluster.of]), np.nan)
    limit = interviews.plan.limits.kilometres_from_cluster
    findings = []
    for row in map(int, np.flatnonzero(told & (~on_earth | (np.nan_to_num(away) > limit)))):
        key, who = interviews.key(row), interviews.interviewer_of(row)
        if on_earth[row]:
            reason = text(
                "{kilometres} km from the middle of its cluster", kilometres=figure(float(away[row]))
            )
            findings.append(Finding("places", key, who, float(away[row]), limit, reason))
        else:
            nowhere = text("the position is no place where somebody could be met")
            findings.append(Finding("places", key, who, float("nan"), limit, nowhere))
    return Checked("places", int(told.sum()), tuple(findings))


def distances(one: Real, other: Real) -> Real:
    """Great-circle distances in kilometres of positions in degrees, (rows, 2): the haversine formula."""
    (north, east), (other_north, other_east) = np.radians(one).T, np.radians(other).T
    half = (
        np.sin((other_north - north) / 2) ** 2
        + np.cos(north) * np.cos(other_north) * np.sin((other_east - east) / 2) ** 2
    )
    made: Real = 2 * _EARTH_KILOMETRES * np.arcsin(np.sqrt(half))
    return made


def _at_once(interviews: Interviews, before: int, after: int, gap: float) -> Finding:
    reason = text(
        "began {minutes} minutes before the end of interview {other} of the same interviewer",
        minutes=minutes(-gap),
        other=interviews.key(before),
    )
    who = interviews.interviewer_of(after)
    return Finding("travel", interviews.key(after), who, gap / 60, 0.0, reason)


def _too_fast(interviews: Interviews, before: int, after: int, way: float, gap: float) -> Finding:
    reason = text(
        "{kilometres} km from interview {other} in {minutes} minutes",
        kilometres=figure(way),
        other=interviews.key(before),
        minutes=minutes(gap),
    )
    speed = way / (max(gap, 60.0) / 3600)
    limit = interviews.plan.limits.kilometres_an_hour
    who = interviews.interviewer_of(after)
    return Finding("travel", interviews.key(after), who, speed, limit, reason)


def _seconds(hour: str) -> int:
    hours, minutes_past = hour.split(":")
    return int(hours) * 3600 + int(minutes_past) * 60


def _hour(seconds: float) -> str:
    whole = int(seconds) % _DAY
    return f"{whole // 3600:02}:{whole % 3600 // 60:02}"
