"""The kinds of looking into an office: check, inspection, supervision, each with its law, from when to when.

    kinds()["inspection"].on(date(2026, 3, 1)).basis     the law that holds on a day

They differ in who may lead, which papers there are, and in terms. What is not confirmed by the text of the
law says so (`confirmed`, `terms_confirmed`), and whoever uses it shows that.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from pydantic import Field

from chiso.frameworks.records import read_record
from chiso.inspection.plan import Part
from chiso.inspection.words import Words

FORMAT: Final = "chiso-inspection-kinds/1"
KindName = Literal["check", "inspection", "supervision"]


class Law(Part):
    """A document that a kind rests on."""

    document: str
    day: date
    about: Words


class Held(Part):
    """From when to when which law held. `inspectorates_only`: whether it lets no other body lead."""

    valid_from: date
    valid_to: date | None = None
    basis: tuple[Law, ...]
    confirmed: bool
    inspectorates_only: bool = False


class InspectionKind(Part):
    """One kind. `notice_working_days`: between the notice of an announced visit and the visit itself."""

    kind: KindName
    title: Words
    periods: tuple[Held, ...]
    led_by: Words
    may_surprise: bool
    notice_working_days: int = Field(ge=0, le=60)
    objection_working_days: int = Field(ge=1, le=60)
    terms_confirmed: bool
    papers: tuple[Literal["decision", "plan", "record", "conclusion"], ...]

    @property
    def begins_by_decision(self) -> bool:
        """Whether a decision is issued before the first visit."""
        return "decision" in self.papers

    def on(self, day: date) -> Held | None:
        """What held on a day; None: nothing that we know of."""
        for one in self.periods:
            if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to):
                return one
        return None


class _Kinds(Part):
    format: Literal["chiso-inspection-kinds/1"]
    kinds: tuple[InspectionKind, ...]


@cache
def kinds() -> dict[str, InspectionKind]:
    """All kinds by name."""
    content = files("chiso.inspection").joinpath("kinds.yaml").read_bytes()
    read = read_record(content, _Kinds, name="kinds.yaml", form=FORMAT, code="CH-8603")
    return {one.kind: one for one in read.kinds}
