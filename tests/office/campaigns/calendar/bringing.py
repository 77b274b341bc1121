"""Figures from elsewhere in the play of `playing`: versions are brought and withdrawn, and none is ever lost.

What counts is told by a pile that is kept by hand: the latest version that was not withdrawn; without any,
nothing. Agencies leave this criterion alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django_scopes import scopes_disabled
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from chiso.office.campaigns.access import BRING
from chiso.office.campaigns.models import Answer, Sheet
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.sheets.services import Brought, bring_sheet, where_of_sheet
from chiso.office.campaigns.sheets.withdrawing import withdraw_sheet
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.rights import require
from tests.office.campaigns.appraising.stage import NODE
from tests.office.campaigns.calendar.playing import WRITING, Campaigning

# Figures follow the law of the one who brings them, not the agency's: until appraisal has ended.
BRINGING = WRITING | {"completeness", "appraisal_1", "explanation", "appraisal_2"}
BRINGERS = ("statistician", "coordinator", "both")
ANYBODY = st.sampled_from(
    ("statistician", "statistician", "coordinator", "both", "officer", "appraiser", "leader")
)
SHARES = st.sampled_from((1, 2, 3))


@dataclass
class Version:
    """A table as it was brought: of each district the numerator, of four."""

    key: int
    table: str
    numerators: tuple[int, int]
    is_withdrawn: bool = False


class WithFigures(Campaigning):
    """The same with somebody who brings figures for one criterion of both districts."""

    def __init__(self) -> None:
        super().__init__()
        self.pile: list[Version] = []

    @rule(who=ANYBODY, one=SHARES, other=SHARES, sees_the_last=st.sampled_from((True, True, False)))
    def bring_figures(self, who: str, one: int, other: int, sees_the_last: bool) -> None:
        """Somebody brings a table, having seen the version that stands, or an earlier one."""
        units = (self.made.ba_dinh, self.made.hoan_kiem)
        rows = [
            f"{unit.uid},{name},{numerator},4\n"
            for unit, numerator in zip(units, (one, other), strict=True)
            for name in ("whole_share", "reception_share")
        ]
        table = f"unit,input,numerator,denominator\n{''.join(rows)}"
        brought = Brought(table.encode(), "so-lieu.csv", "statistic", "Báo cáo 12/BC-CTK")
        self.written |= {(unit.pk, NODE, "self_assessed") for unit in units}
        expected = len(self.pile) - (0 if sees_the_last else 1)
        may = who in BRINGERS and self.book.is_open(BRINGING, node=NODE) and sees_the_last
        done = self.attempt(
            lambda: bring_sheet(
                actor=self.made.people[who], campaign=self.made.campaign, node=NODE, brought=brought,
                expected_number=expected,
            ),
            may=may, must=may,
        )  # fmt: skip
        if done is not None:
            self.pile.append(Version(done.pk, table, (one, other)))

    @rule(who=ANYBODY)
    def withdraw_figures(self, who: str) -> None:
        """Somebody takes the version that counts back."""
        standing = [one for one in self.pile if not one.is_withdrawn]
        if not standing:
            return
        last = standing[-1]
        self.written |= {(unit, NODE, "self_assessed") for unit in self.agencies}
        may = who in BRINGERS and self.book.is_open(BRINGING, node=NODE)
        done = self.attempt(lambda: self._withdraw(who, last), may=may, must=may)
        last.is_withdrawn = done is not None

    def bring_and_withdraw(self) -> None:
        """Three versions, of which two say the same of a district; they are withdrawn one after the other."""
        for one, other in ((1, 2), (1, 3), (2, 3)):
            self.bring_figures("statistician", one, other, True)
            self.every_version_is_kept_and_the_last_counts()
        for _ in range(3):
            self.withdraw_figures("statistician")
            self.every_version_is_kept_and_the_last_counts()
        assert [one.is_withdrawn for one in self.pile] == [True] * 3

    def _withdraw(self, who: str, version: Version) -> Any:
        """As services do that withdraw figures (`surveys.handing_over`)."""
        campaign = self.made.campaign
        where = where_of_sheet(campaign, NODE)
        decision = require(self.made.people[who], BRING, where)
        assert where.chain is not None
        with (
            scopes_disabled(),
            unit_of_work(where.chain, actor=self.made.people[who], decision=decision) as work,
        ):
            sheet = Sheet.objects.get(pk=version.key)
            return withdraw_sheet(work, participants_of(campaign), sheet) + 1

    @invariant()
    def every_version_is_kept_and_the_last_counts(self) -> None:
        """Tables stand as they were brought; figures are those of the last that was not withdrawn."""
        kept = Sheet.objects.filter(campaign=self.made.campaign).order_by("number")
        assert list(kept.values_list("pk", "table")) == [(one.key, one.table) for one in self.pile]
        assert [one.withdrawn_at is not None for one in kept] == [one.is_withdrawn for one in self.pile]
        standing = [one for one in self.pile if not one.is_withdrawn]
        rows = Answer.objects.filter(campaign=self.made.campaign, node=NODE, layer="self_assessed", seat=1)
        found = {one.unit_id: (one.status, [row[3] for row in one.rows]) for one in rows}
        assert set(found) == (set(self.agencies) if self.pile else set())
        for place, unit in enumerate(self.agencies if self.pile else ()):
            numerators = [str(standing[-1].numerators[place])] * 2 if standing else []
            assert found[unit] == ("given" if standing else "missing", numerators)
