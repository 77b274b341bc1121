"""Who may do what in a campaign, and the one place that fetches its things by key.

Everybody in the office reads the calendar and who answers for what. What an agency answers is read by
that agency; by who appraises the part, while a phase of appraisal is open there; by the council from
its phase on; and by who watches the whole. To everybody else it is not there.
"""

from __future__ import annotations

from django.db.models import CharField

from chiso.language import text
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.compiled import Compiled, given
from chiso.office.errors import NotFound
from chiso.office.people.models import Person
from chiso.office.people.rights import CLOSED, Right, Where, Whose, declare, require_for_page
from chiso.office.people.roles import Role

MANAGE = "campaigns.manage"
WATCH = "campaigns.watch"
EXPORT = "campaigns.export"
READ = "campaigns.read"
READ_APPRAISED = "campaigns.read_appraised"
ANSWER = "campaigns.answer"
EXPLAIN = "campaigns.explain"
COMMENT = "campaigns.comment"
GIVE = "campaigns.give_leaves"
HAND_UP = "campaigns.hand_up"
APPROVE = "campaigns.approve"
SUBMIT = "campaigns.submit"
RETURN = "campaigns.return"
SEE_SUBMISSION = "campaigns.see_submission"
LIST_SUBMISSIONS = "campaigns.list_submissions"
APPRAISE = "campaigns.appraise"
APPRAISE_AGAIN = "campaigns.appraise_again"
ASK = "campaigns.ask"
REPLY = "campaigns.reply"
BRING = "campaigns.bring_sheet"
RULE = "campaigns.rule"
APPROVE_MINUTES = "campaigns.approve_minutes"
READ_COUNCIL = "campaigns.read_council"
SEE_RESULT = "campaigns.see_result"
PETITION = "campaigns.petition"
ANSWER_PETITION = "campaigns.answer_petition"
PREPARE_EDITION = "campaigns.prepare_edition"
APPROVE_EDITION = "campaigns.approve_edition"
PUBLISH_EDITION = "campaigns.publish_edition"
OPEN_WITHHELD = "campaigns.open_withheld"
ASK_FOR_TIME = "campaigns.ask_for_time"

_SELF_ASSESSING = frozenset({"self_assessment"})
_EXPLAINING = frozenset({"explanation"})
_APPRAISING = frozenset({"completeness", "appraisal_1", "explanation", "appraisal_2"})
# A question is put before or during the explanation; what was answered is heard in the second round too.
_ASKING = frozenset({"appraisal_1", "explanation", "appraisal_2"})
_COUNCIL = frozenset({"council", "petition", "correction"})
_RESULTS = frozenset({"results", "petition", "decision", "publication", "correction", CLOSED})
_AFTER_COUNCIL = _RESULTS | {"council"}
_DECIDING = frozenset({"decision", "publication", "correction"})

_OWN = (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)
_WHOLE_CITY = (Role.COORDINATOR, Role.CITY_LEADER, Role.AUDITOR)


def declare_rights() -> None:
    """Called once, when the app is ready."""
    declare(
        Right(MANAGE, Role.COORDINATOR),
        *(Right(WATCH, role) for role in _WHOLE_CITY),
        *(Right(EXPORT, role) for role in (Role.COORDINATOR, Role.AUDITOR)),
        *(Right(READ, role, Whose.ANSWERED) for role in _OWN),
        *(Right(READ, role) for role in _WHOLE_CITY),
        Right(READ_APPRAISED, Role.APPRAISER, Whose.ASSIGNED, _APPRAISING, not_own=True),
        *(Right(ANSWER, role, Whose.ANSWERED, _SELF_ASSESSING) for role in _OWN),
        *(Right(EXPLAIN, role, Whose.ANSWERED, _EXPLAINING) for role in _OWN),
        *(Right(COMMENT, role, Whose.OWN) for role in _OWN),
        *(Right(GIVE, role, Whose.OWN) for role in _OWN),
        Right(HAND_UP, Role.AGENCY_OFFICER, Whose.OWN, _SELF_ASSESSING),
        Right(APPROVE, Role.AGENCY_HEAD, Whose.OWN, _SELF_ASSESSING),
        Right(SUBMIT, Role.AGENCY_HEAD, Whose.OWN, _SELF_ASSESSING),
        *(Right(SEE_SUBMISSION, role, Whose.OWN) for role in _OWN),
        *(Right(SEE_SUBMISSION, role) for role in _WHOLE_CITY),
        *(Right(LIST_SUBMISSIONS, role) for role in _WHOLE_CITY),
        Right(LIST_SUBMISSIONS, Role.APPRAISER, phases=_APPRAISING),
        Right(RETURN, Role.COORDINATOR, phases=frozenset({"completeness"})),
        Right(APPRAISE, Role.APPRAISER, Whose.ASSIGNED, frozenset({"appraisal_1"}), not_own=True),
        Right(APPRAISE_AGAIN, Role.APPRAISER, Whose.ASSIGNED, frozenset({"appraisal_2"}), not_own=True),
        Right(ASK, Role.APPRAISER, Whose.ASSIGNED, _ASKING, not_own=True),
        *(Right(REPLY, role, Whose.ANSWERED, _EXPLAINING) for role in _OWN),
        *(
            Right(BRING, role, phases=_APPRAISING | _SELF_ASSESSING)
            for role in (Role.COORDINATOR, Role.STATISTICIAN)
        ),
        Right(RULE, Role.COUNCIL_SECRETARY, phases=_COUNCIL),
        Right(APPROVE_MINUTES, Role.COUNCIL_MEMBER, phases=_COUNCIL),
        *(
            Right(READ_COUNCIL, role, phases=_AFTER_COUNCIL)
            for role in (Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY)
        ),
        *(Right(READ_COUNCIL, role) for role in _WHOLE_CITY),
        *(Right(SEE_RESULT, role, Whose.OWN, _RESULTS) for role in _OWN),
        Right(PETITION, Role.AGENCY_HEAD, Whose.OWN, frozenset({"petition"})),
        Right(ANSWER_PETITION, Role.COUNCIL_SECRETARY, phases=frozenset({"petition", "decision"})),
        Right(PREPARE_EDITION, Role.COORDINATOR, phases=_DECIDING),
        Right(APPROVE_EDITION, Role.CITY_LEADER, phases=_DECIDING),
        Right(PUBLISH_EDITION, Role.COORDINATOR, phases=frozenset({"publication", "correction"})),
        Right(OPEN_WITHHELD, Role.AUDITOR),
        *(Right(ASK_FOR_TIME, role, Whose.OWN) for role in _OWN),
        titles={
            MANAGE: text("open campaigns, set their phases, assign who answers for what"),
            WATCH: text("see how far a campaign is"),
            EXPORT: text("take everything of a campaign away as a file"),
            READ: text("read the answers of the agency"),
            READ_APPRAISED: text("read the answers that one's agency appraises"),
            ANSWER: text("enter the self-assessment of the agency"),
            EXPLAIN: text("enter what an explanation changes"),
            COMMENT: text("comment inside the agency"),
            GIVE: text("give criteria to officers and sections"),
            HAND_UP: text("lay the self-assessment before the head"),
            APPROVE: text("approve the self-assessment of the agency, or send it back"),
            SUBMIT: text("hand in the self-assessment of the agency"),
            RETURN: text("return a self-assessment for supplement"),
            SEE_SUBMISSION: text("see how far the submission of the agency is, and its receipts"),
            LIST_SUBMISSIONS: text("see which agencies have submitted"),
            APPRAISE: text("appraise, first round"),
            APPRAISE_AGAIN: text("appraise, second round"),
            ASK: text("ask an agency for an explanation"),
            REPLY: text("explain to the appraiser"),
            BRING: text("bring figures of a criterion for all units"),
            RULE: text("write down the rulings of the council"),
            APPROVE_MINUTES: text("approve the minutes of the council"),
            READ_COUNCIL: text("read what lies before the council"),
            SEE_RESULT: text("see the result of the agency"),
            PETITION: text("ask for a result to be looked at again"),
            ANSWER_PETITION: text("answer petitions"),
            PREPARE_EDITION: text("prepare the decision and the publication of results"),
            APPROVE_EDITION: text("approve the publication of results"),
            PUBLISH_EDITION: text("publish results"),
            OPEN_WITHHELD: text("open the values that a publication withholds"),
            ASK_FOR_TIME: text("ask for more time"),
        },
    )


def campaign_for(_person: Person, key: str) -> Campaign:
    """A campaign by its key: its calendar is no secret within the office. Raises NotFound."""
    return campaign_named(key)


def campaign_named(key: str) -> Campaign:
    """The same where it is not asked for whom. Raises NotFound."""
    campaign = _BY_KEY.first(key=key)
    if campaign is None:
        raise NotFound
    return campaign


_BY_KEY = Compiled(lambda: Campaign.objects.filter(key=given("key", CharField())).order_by())


def phase_for(person: Person, key: str) -> Phase:
    """A phase by its key, for who runs its campaign. Raises NotFound, NoRight."""
    phase = Phase.objects.select_related("campaign").filter(key=key).first()
    if phase is None:
        raise NotFound
    require_for_page(person, MANAGE, Where(campaign=phase.campaign))
    return phase
