"""The values that an edition uses and does not publish, for an auditor: which they are, and the values.

The bundle holds a salted digest in place of each. Which these are, everybody may know; the values and salts
(`run/withheld.csv`) go to an auditor alone, who holds them against the bundle by `chiso verify --opened`, and
the record tells each time.
"""

from __future__ import annotations

from dataclasses import dataclass

from chiso.language import Text, Value, text
from chiso.office.campaigns.access import OPEN_WITHHELD
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.publishing.folders import RUN, folder_of
from chiso.office.campaigns.publishing.problems import altered
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import NotFound
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.problems import BadInput
from chiso.scoring.withheld import FILE, read_withheld

declare_verbs({"withheld_opened": text("opened {count} withheld values of edition {number}")})


@dataclass(frozen=True, slots=True)
class WithheldShown:
    """One value that is not published: whose, of what, and the digest that stands in its place."""

    unit: str
    code: str
    title: Value
    input: Text | str
    digest: str


def withheld_of(edition: Edition) -> list[WithheldShown]:
    """What an edition withholds, in the order of its file; nothing where there is none. Two queries.

    Raises Incomplete (CH-7878: the file cannot be read).
    """
    content = _content(edition)
    if content is None:
        return []
    try:
        values = read_withheld(content)
    except BadInput as bad:
        raise altered([FILE]) from bad
    participants = participants_of(edition.campaign)
    # A run names its units by code.
    names = {key: one.name for one in participants.units.values() for key in (one.uid, one.code)}
    nodes = participants.framework.nodes_by_code
    return [
        WithheldShown(
            names.get(one.unit, one.unit),
            one.code,
            nodes[one.code].title if one.code in nodes else "",
            text("{input}, {case}", input=one.input, case=one.case) if one.case else one.input,
            one.note.removeprefix("sha256:"),
        )
        for one in values
    ]


def open_withheld(*, actor: Person, edition: Edition) -> bytes:
    """The file with values and salts, for an auditor; that it was opened is recorded.

    Raises NoRight, NotFound (nothing is withheld), Incomplete (CH-7878).
    """
    campaign = edition.campaign
    chain = chain_of(campaign)
    decision = require(actor, OPEN_WITHHELD, Where(campaign=campaign, chain=chain))
    content, count = _content(edition), len(withheld_of(edition))
    if content is None or not count:
        raise NotFound
    with unit_of_work(chain, actor=actor, decision=decision) as work:
        work.record("withheld_opened", edition, facts={"number": edition.number, "count": count})
    return content


def _content(edition: Edition) -> bytes | None:
    if not edition.folder:
        return None
    try:
        return (folder_of(edition) / RUN / FILE).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise altered([FILE]) from error
