"""Writing what was made up: people of an agency, answers, documents beside them. By the program itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from chiso.office.campaigns.answering.given import Given, InputRow, read_given
from chiso.office.campaigns.answering.saving import note_change, write_layer
from chiso.office.campaigns.models import Answer, Campaign, Sheet, Submission
from chiso.office.campaigns.participants import Leaf, Participants
from chiso.office.campaigns.scoring import points_at_once
from chiso.office.campaigns.submitting.steps import approve, submit
from chiso.office.demonstration.campaigns.inventing import invent
from chiso.office.errors import Incomplete
from chiso.office.files.models import Document, DocumentUse
from chiso.office.files.selectors import search_text_of
from chiso.office.ledger.work import ACCOUNTS, chain_of_agency, unit_of_work
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.people.models import Appointment, Person
from chiso.office.people.roles import Role
from chiso.scoring.answers import Origin
from chiso.scoring.layers import Layer
from chiso.scoring.questions import questions_of

_CASES, _ATTEMPTS = 3, 20
_STAFF = (
    (Role.AGENCY_OFFICER, "can-bo", "Cán bộ"),
    (Role.AGENCY_HEAD, "thu-truong", "Thủ trưởng"),
)


def staff(agencies: Iterable[Agency], today: date, *, prefix: str) -> dict[int, tuple[Person, Person]]:
    """An officer and a head for each agency (by primary key), who cannot sign in.

    `prefix` begins their user names.
    """
    made: dict[int, tuple[Person, Person]] = {}
    with unit_of_work(ACCOUNTS, actor=None) as work:
        for number, agency in enumerate(agencies, start=1):
            pair = []
            for role, short, name in _STAFF:
                person = Person(
                    username=f"{prefix}-{short}-{number:03d}",
                    full_name=f"{name} Minh Hoạ {prefix} {number:03d}",
                    is_demonstration=True,
                )
                person.set_unusable_password()
                person.save()
                Appointment.objects.create(
                    person=person, role=role, agency=agency, valid_from=today - timedelta(days=60)
                )
                pair.append(person)
            made[agency.pk] = (pair[0], pair[1])
        work.record("demonstration_appointed", None, facts={"count": 2 * len(made)})
    return made


def make_up(participants: Participants, leaf: Leaf, *, about: str, quality: float) -> Given:
    """An answer about which the rule says how many points it gives, case by case where there are cases.

    What the law leaves open is drawn anew, a few times. `about` says whose it is (the seed).
    """
    question = questions_of(participants.framework).by_code[leaf.code]
    rows: list[InputRow] = []
    for case in range(1, _CASES + 1 if question.case_inputs else 2):
        made = Given()
        for attempt in range(_ATTEMPTS):
            seed = f"{about}/{case}/{attempt}"
            made = invent(question, about=seed, quality=quality, period=participants.period, cases=1)
            read = read_given(participants, leaf.unit, leaf.code, made, sign=".")
            if points_at_once(participants, leaf.unit, leaf.code, read).points is not None:
                break
        rows += [replace(row, case=f"HS-{case:02d}") if row.case else row for row in made.rows]
    return Given(tuple(rows))


def answer(
    participants: Participants,
    agency: Agency,
    given: Iterable[tuple[Leaf, Given]],
    *,
    by: Person | None,
    layer: Layer = "self_assessed",
    origin: Origin = "agency",
    sheets: Mapping[str, Sheet] | None = None,
) -> int:
    """Write these answers in one transaction; returns how many there were.

    What a rule cannot take (it was made up) is left unanswered. `sheets`: where a leaf's figures came from.
    """
    campaign, count = participants.campaign, 0
    with unit_of_work(chain_of_agency(campaign.pk, agency.pk), actor=by) as work:
        for leaf, said in given:
            try:
                read = read_given(participants, leaf.unit, leaf.code, said, sign=".")
            except Incomplete:
                continue
            sheet = (sheets or {}).get(leaf.code)
            write_layer(work, campaign, leaf, layer, read, expected_version=0, origin=origin, sheet=sheet)
            count += 1
        if layer == "self_assessed":
            note_change(work, campaign, agency.pk)
        work.record("demonstration_answers", None, facts={"count": count})
    return count


def assign(campaign: Campaign, rows: Iterable[tuple[Agency, str, Agency, Agency]]) -> None:
    """Say who answers for what and who appraises it: unit, node, responsible, appraising."""
    made = [
        Assignment(campaign=campaign, unit=unit, node=node, responsible=responsible, appraising=appraising)
        for unit, node, responsible, appraising in rows
    ]
    with unit_of_work(f"campaign/{campaign.pk}", actor=None) as work:
        Assignment.objects.bulk_create(made)
        facts = {"rows": len(made), "table": "minh-hoa.csv"}
        work.record("assignments_taken_over", campaign, facts=facts)


def prove(campaign: Campaign, agency: Agency, leaves: Iterable[Leaf], *, by: Person, title: str) -> None:
    """Put a document without a file beside these leaves."""
    with unit_of_work(chain_of_agency(campaign.pk, agency.pk), actor=by) as work:
        document = Document.objects.create(
            agency=agency,
            number=f"{agency.pk}/BC-MH",
            issued_on=timezone.localdate() - timedelta(days=20),
            issuer=agency.name,
            title=title,
            search_text=search_text_of(f"{agency.pk}/BC-MH", agency.name, title),
            added_by=by,
        )
        uses = [
            DocumentUse(document=document, campaign=campaign, unit_id=leaf.unit, node=leaf.code, added_by=by)
            for leaf in leaves
        ]
        DocumentUse.objects.bulk_create(uses)
        for use in uses:
            place = {"campaign": campaign, "unit": use.unit_id, "node": use.node}
            Answer.objects.filter(**place, layer="self_assessed").update(evidence=1)
        work.record("demonstration_documents", document, facts={"count": len(uses)})


def hand_in(campaign: Campaign, agency: Agency, head: Person) -> int:
    """Approve and submit as the head of an agency does; the version of its submission after that."""
    version = Submission.objects.get(campaign=campaign, agency=agency).version
    approved = approve(actor=head, campaign=campaign, agency=agency, expected_version=version)
    submit(actor=head, campaign=campaign, agency=agency, expected_version=approved.version, accepts_gaps=True)
    return approved.version + 1
