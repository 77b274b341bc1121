"""The minutes of a session as a letter, for Word and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from django.utils import timezone

from chiso.documents.letters import Attendant, Issuer, Letter, MinutesFacts, MinutesItem, Vote, minutes_letter
from chiso.language import Text, text
from chiso.office.campaigns.council.showing import RulingShown
from chiso.office.campaigns.models import Campaign, Session
from chiso.office.campaigns.publishing.letters import usual_words

_BODY = text("Assessment council")
_SECRETARY = text("Secretary of the council")


def minutes_of(session: Session, rulings: Sequence[RulingShown]) -> Letter:
    """The minutes in Vietnamese, as the decree sets them out; an unapproved one says that it is a draft."""
    campaign = session.campaign
    committee = usual_words()
    name, _, office = session.chair.partition(",")
    return minutes_letter(
        MinutesFacts(
            issuer=Issuer(_said(_BODY), "HĐ", committee.place, committee.issuer),
            campaign=campaign.title,
            started=_moment(session, session.began or time()),
            ended=_moment(session, session.ended) if session.ended else None,
            venue=session.place,
            chair=Attendant(name.strip(), office.strip()),
            secretary=Attendant(session.written_by.full_name, _said(_SECRETARY)),
            members=tuple(Attendant(*one) for one in session.present),
            items=tuple(_item(one) for one in rulings),
            closing=session.words,
            number=f"{session.number:02d}",
            created=session.approved_at or session.changed_at,
            notice=_notice(session, campaign),
        )
    )


def _item(one: RulingShown) -> MinutesItem:
    ruling = one.ruling
    decision = text("the appraisal stands") if one.keeps else None
    inputs = "; ".join(_said(line) for line in one.lines)
    title = text(
        "{unit}, criterion {code}: {title}", unit=one.unit.name, code=one.leaf.code, title=one.leaf.node.title
    )
    reason = one.reason if isinstance(one.reason, str) else _said(one.reason)
    return MinutesItem(
        title=_said(title),
        decision=f"{_said(decision)} ({inputs})" if decision is not None and inputs else inputs,
        reason=f"{reason}. {ruling.words}",
        vote=Vote(ruling.votes_for, ruling.votes_against, ruling.abstained),
        points_before=one.before,
        points_after=one.after,
        max_points=one.leaf.node.max_points,
    )


def _notice(session: Session, campaign: Campaign) -> str:
    said = []
    if session.approved_at is None:
        said.append(_said(text("Draft: not approved yet")))
    if campaign.is_sample:
        said.append(_said(text("Sample data: these figures are made up")))
    return "; ".join(said)


def _moment(session: Session, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(session.held_on, hour))


def _said(line: Text) -> str:
    return line.in_language("vi")
