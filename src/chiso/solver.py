"""HiGHS (MIT), the solver of every optimisation, without a word on the screen and on one thread."""

from __future__ import annotations

import highspy


class SilentSolver(highspy.Highs):
    """HiGHS prints its name as soon as callbacks are enabled, before a caller can ask it to be silent."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.setOptionValue("threads", 1)

    def enableCallbacks(self) -> None:
        """Be silent first."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]
