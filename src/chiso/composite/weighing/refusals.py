"""Why weights cannot be worked out from the values: said by the method, told with the group by the caller."""

from __future__ import annotations

from chiso.language import Text


class CannotWeigh(ValueError):
    """The values of a group do not allow this kind of weights; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.in_language("en"))
