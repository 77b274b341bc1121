"""Why the office did not do something: errors as data (see `chiso.problems`), with the answer of the web."""

from __future__ import annotations

from chiso.language import Text, text
from chiso.problems import Place, Problem, Refused


class OfficeRefused(Refused):
    """Something was not done. `status` is the code of the HTTP answer."""

    status = 400


class NoRight(OfficeRefused):
    """The person may not do this, because …; ask … (CH-7001)."""

    status = 403

    def __init__(self, reason: Text, ask: Text) -> None:
        self.reason, self.ask = reason, ask
        super().__init__([Problem("CH-7001", Place(), "", reason, ask)])


class NotFound(OfficeRefused):
    """Nothing at this key that the person may see (CH-7002): the same answer for absent and for hidden."""

    status = 404

    def __init__(self) -> None:
        expected = text("Expected the address of something that you may see.")
        mend = text("Go back to the list and open it from there; if it should be there, ask the coordinator.")
        super().__init__([Problem("CH-7002", Place(), "", expected, mend)])


class Conflict(OfficeRefused):
    """Somebody saved meanwhile (CH-7003). `current` is what stands, `given` what was to be saved."""

    status = 409

    def __init__(self, current: object, given: object, *, expected_version: int, version: int) -> None:
        self.current, self.given = current, given
        self.expected_version, self.version = expected_version, version
        expected = text(
            "Expected version {version}; somebody saved meanwhile.", version=str(expected_version)
        )
        mend = text("Compare both versions and choose; nothing of yours was saved yet, and nothing is lost.")
        super().__init__([Problem("CH-7003", Place(), str(version), expected, mend)])


class NotNow(OfficeRefused):
    """The right is there, the time is not: no phase that allows it is open (CH-7004)."""

    status = 403

    def __init__(self, reason: Text, ask: Text) -> None:
        self.reason, self.ask = reason, ask
        super().__init__([Problem("CH-7004", Place(), "", reason, ask)])


class Incomplete(OfficeRefused):
    """What was given cannot be used as it is; all problems at once."""

    status = 422
