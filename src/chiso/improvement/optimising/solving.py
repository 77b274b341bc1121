"""HiGHS on one thread within a time that is shared; Ctrl-C ends the search, and what was found is kept."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum
from threading import Event, Thread

import highspy

from chiso.solver import SilentSolver


class Status(Enum):
    """How a search ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


@dataclass
class Allowance:
    """The time that searches have together. Parts of one allowance end together with Ctrl-C."""

    seconds: float = float("inf")
    _ctrl_c: list[bool] = field(default_factory=list)
    _begin: float = field(default_factory=time.monotonic)

    @property
    def is_interrupted(self) -> bool:
        """Whether somebody has pressed Ctrl-C."""
        return bool(self._ctrl_c)

    def interrupt(self) -> None:
        """End all searches; what was found is kept."""
        self._ctrl_c.append(True)

    @property
    def left(self) -> float:
        """Seconds that are left; none after Ctrl-C."""
        return 0.0 if self.is_interrupted else max(0.0, self.seconds - (time.monotonic() - self._begin))

    @property
    def is_used_up(self) -> bool:
        """Whether nothing more is searched."""
        return self.left <= 0

    def part(self, share: float) -> Allowance:
        """A share of what is left, for one of several searches."""
        return Allowance(self.left * share, self._ctrl_c)


def run(solver: SilentSolver, allowance: Allowance) -> Status:
    """Solve what the solver holds. Ctrl-C is noted in the allowance."""
    solver.setOptionValue("time_limit", allowance.left)
    finished = Event()

    def work() -> None:
        try:
            solver.run()
        finally:
            finished.set()

    # A thread waited for by `join` counts as ended once the waiting is interrupted; an event does not.
    Thread(target=work, daemon=True).start()
    while not finished.is_set():
        try:
            finished.wait()
        except KeyboardInterrupt:
            allowance.interrupt()
            solver.cancelSolve()  # type: ignore[no-untyped-call]
    status = solver.getModelStatus()
    if status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
        return Status.OPTIMAL
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return Status.INFEASIBLE
    if status in (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt):
        return Status.STOPPED
    raise RuntimeError(f"HiGHS ended with {status}")


def new_solver() -> SilentSolver:
    """A solver that proves its optimum to less than one, and can be stopped."""
    solver = SilentSolver()
    solver.HandleUserInterrupt = True
    for option, value in (
        ("random_seed", 1),
        ("primal_feasibility_tolerance", 1e-9),
        ("mip_feasibility_tolerance", 1e-9),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5),
    ):
        solver.setOptionValue(option, value)
    return solver
