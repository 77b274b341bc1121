"""Answers of every criterion of two districts, as agencies, appraisers and the council left them.

By Thông tư 01/2018/TT-VPCP a day early gives 2 points and on the day 1 (13.1, 13.2); two of three
publications 1 or 2 (13.6). Hence, by hand: Ba Đình gives itself 18, Hoàn Kiếm 17; the appraiser takes
one point from Ba Đình at 1 (on the day) and one at 6 (not electronic): 16.
"""

from __future__ import annotations

from collections.abc import Sequence

from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.saving import write_layer
from chiso.office.campaigns.models import Answer, Submission
from chiso.office.ledger.work import chain_of_agency, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.scoring.layers import Layer
from tests.office.campaigns.making import Running

CASE = "Hồ sơ 1"


def case(**values: str) -> tuple[InputRow, ...]:
    return tuple(InputRow(name, CASE, value=value) for name, value in values.items())


def once(**values: str) -> tuple[InputRow, ...]:
    return tuple(InputRow(name, value=value) for name, value in values.items())


def published(*, posted: bool = True, electronic: bool = True) -> tuple[InputRow, ...]:
    return once(correct="true", posted=str(posted).lower(), electronic=str(electronic).lower())


# Each of these gives two points.
BEST: dict[str, tuple[InputRow, ...]] = {
    "1": case(days_beyond_limit="-1"),
    "2": case(days_beyond_limit="-1"),
    "3": case(contacts="0", caused_by_applicant="false"),
    "4": case(bodies="0", legal_bodies="0", only_one_stop_shop="true"),
    "5": (
        InputRow("whole_share", numerator="100", denominator="100"),
        InputRow("reception_share", numerator="100", denominator="100"),
    ),
    "6": published(),
    "7": case(days_beyond_limit="-1", complaints="0"),
    "8": (InputRow("in_time_share", numerator="10", denominator="10"), InputRow("prolonged", value="0")),
    "9": (
        InputRow("procedures_online", numerator="50", denominator="100"),
        InputRow("online_cases", numerator="50", denominator="100"),
        InputRow("bad_online_cases", value="0"),
    ),
}
ON_THE_DAY = case(days_beyond_limit="0")


def write(
    made: Running,
    unit: Agency,
    code: str,
    layer: Layer,
    rows: Sequence[InputRow],
    *,
    by: Person,
    agreed: bool = False,
    seat: int = 1,
    note: str = "",
    reason: str = "",
    words: str = "",
) -> Answer:
    """One layer of a leaf, told in the record as every write is; whoever's right it is, is not asked."""
    leaf = made.participants.leaf(unit, code)
    assert leaf is not None
    given = Given(tuple(rows), "given", note, reason, words, agreed)
    with scopes_disabled():
        stands = Answer.objects.filter(
            campaign=made.campaign, unit=unit, node=code, layer=layer, seat=seat
        ).first()
        with unit_of_work(chain_of_agency(made.campaign.pk, leaf.responsible), actor=by) as work:
            return write_layer(
                work, made.campaign, leaf, layer, given, seat=seat,
                expected_version=stands.version if stands else 0,
            )  # fmt: skip


def answered(made: Running) -> Running:
    """Both districts have answered and handed in; the appraiser changed two leaves of Ba Đình."""
    people = made.people
    for unit, officer in ((made.ba_dinh, people["officer"]), (made.hoan_kiem, people["officer_2"])):
        for code, rows in BEST.items():
            given = ON_THE_DAY if (unit, code) == (made.hoan_kiem, "2") else rows
            write(made, unit, code, "self_assessed", given, by=officer, note="Theo sổ theo dõi")
            write(made, unit, code, "appraised_1", given, by=people["appraiser"], agreed=True)
        with scopes_disabled():
            Submission.objects.update_or_create(
                campaign=made.campaign, agency=unit, defaults={"state": "complete"}
            )
    appraiser = people["appraiser"]
    correction = {"by": appraiser, "reason": "figure_differs", "words": "Sổ ghi khác"}
    write(made, made.ba_dinh, "1", "appraised_1", ON_THE_DAY, **correction)  # type: ignore[arg-type]
    write(made, made.ba_dinh, "6", "appraised_1", published(electronic=False), **correction)  # type: ignore[arg-type]
    return made
