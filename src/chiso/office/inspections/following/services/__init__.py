"""Every write of what follows a visit.

handing.py     the record handed over, received; objections and their answers
finding.py     findings, judged by the rule
repetitions.py   which finding repeats which, and what becomes of it when the earlier one falls
concluding.py  conclusions: prepared, approved, issued, received; with that the tasks
recommending.py  what is recommended in a conclusion
mending.py     what was mended, looked at by another visit
handling.py    how violations were handled; names apart
letters.py     letters of citizens; names apart
"""

from chiso.office.inspections.following.services.concluding import (
    approve_conclusion,
    begin_conclusion,
    change_conclusion,
    hand_in_conclusion,
    issue_conclusion,
    receive_conclusion,
    send_conclusion_back,
)
from chiso.office.inspections.following.services.finding import (
    FindingGiven,
    change_finding,
    enter_finding,
    withdraw_finding,
)
from chiso.office.inspections.following.services.handing import (
    answer_objection,
    extend_term,
    hand_over_record,
    object_to_record,
    receive_record,
)
from chiso.office.inspections.following.services.handling import (
    erase_handled,
    read_handled,
    record_handling,
)
from chiso.office.inspections.following.services.letters import (
    LetterGiven,
    change_letter,
    enter_letter,
    erase_author,
    read_author,
    take_letters_in,
)
from chiso.office.inspections.following.services.mending import (
    check_remediation,
    report_remediation,
)
from chiso.office.inspections.following.services.recommending import (
    RecommendationGiven,
    change_recommendation,
    drop_recommendation,
    recommend,
)

__all__ = [
    "FindingGiven",
    "LetterGiven",
    "RecommendationGiven",
    "answer_objection",
    "approve_conclusion",
    "begin_conclusion",
    "change_conclusion",
    "change_finding",
    "change_letter",
    "change_recommendation",
    "check_remediation",
    "drop_recommendation",
    "enter_finding",
    "enter_letter",
    "erase_author",
    "erase_handled",
    "extend_term",
    "hand_in_conclusion",
    "hand_over_record",
    "issue_conclusion",
    "object_to_record",
    "read_author",
    "read_handled",
    "receive_conclusion",
    "receive_record",
    "recommend",
    "record_handling",
    "report_remediation",
    "send_conclusion_back",
    "take_letters_in",
    "withdraw_finding",
]
