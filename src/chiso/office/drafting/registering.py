"""What consultation, approval and programmes give to others: notices, tasks, what is forgotten, verbs."""

from __future__ import annotations

from chiso.office.drafting.consulting import keeping
from chiso.office.drafting.consulting import telling as of_consulting

# Their verbs are declared where they stand: a record is read also where no page is.
from chiso.office.drafting.consulting.services import consultations, opinions
from chiso.office.drafting.erasing import erase_from_drafting
from chiso.office.drafting.freezing import services as freezing
from chiso.office.drafting.freezing import telling as of_freezing
from chiso.office.drafting.programmes import services as programmes
from chiso.office.drafting.trying import services as trying
from chiso.office.ledger.erasing import erases
from chiso.office.ui.tasks import contribute

__all__ = ["consultations", "freezing", "opinions", "programmes", "register", "trying"]


def register() -> None:
    """Called once, when the app is ready."""
    of_consulting.declare()
    of_freezing.declare()
    keeping.register()
    erases("drafting", erase_from_drafting)
    contribute(of_consulting.tasks_of_consulting, of_consulting.rows_of_consulting)
    contribute(of_freezing.tasks_of_freezing)
