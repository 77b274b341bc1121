"""What goes over the wire about plans."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema


class PlanVersionShown(Schema):
    """A version of a plan; `state` draft, submitted, head_approved or approved."""

    key: str
    number: int
    revision: int
    state: str
    begun_at: datetime


class PlanShown(Schema):
    """A plan with the latest version that may be read; `agency` (uid) of a sub-plan, null: the city's."""

    key: str
    title: str
    period: str
    agency: str | None
    city_plan: str | None
    due: date | None
    is_made_up: bool
    latest: PlanVersionShown


class Plans(Schema):
    """All plans that may be read, the newest period first."""

    plans: list[PlanShown]


class TargetShown(Schema):
    """A target; figures as decimal text, null where there is none. `unit`: uid of whose index it is."""

    node: str
    unit: str
    owner: str | None
    today: str | None
    target: str
    forecast: str | None
    source: str


class LineShown(Schema):
    """A line; `identity` stays through versions. Figures as decimal text, "" where none is stated.

    `task`: the key of the task that it became; null too where the reader has no part in that task.
    """

    identity: str
    node: str
    words: str
    level: str
    points: str
    cost: str
    effort: str
    probability: str
    owner: str | None
    partners: list[str]
    quarter: str
    deadline: date | None
    product: str
    source: str
    task: str | None


class PlanContent(Schema):
    """A version with what stands in it; `content_sha256` is what an approval is bound to.

    `approved_sha256` is that of what was approved, null before. It stays when words are erased afterwards;
    then the two differ.
    """

    plan: str
    title: str
    framework: str
    figures_of: str
    source: str
    is_made_up: bool
    version: PlanVersionShown
    content_sha256: str
    approved_sha256: str | None
    targets: list[TargetShown]
    lines: list[LineShown]


class PlanWhole(PlanShown):
    """A plan with all versions that may be read, the latest first, and the sub-plans below it."""

    versions: list[PlanVersionShown]
    parts: list[PlanShown]
