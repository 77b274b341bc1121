"""The engine that draws charts: a process of its own, which comes and goes without anybody noticing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from chiso.documents.charts import engine
from chiso.problems import CannotWrite

# The smallest drawing: one mark, no figure.
SPEC = '{"data": {"values": [{}]}, "mark": "point"}'


@pytest.fixture(autouse=True)
def _at_rest() -> Iterator[None]:
    engine.rest()
    yield
    engine.rest()


def draw(spec: str = SPEC) -> str:
    return engine.ask("vegalite_to_svg", vl_spec=spec, vl_version="6.4")


def running() -> int:
    (one,) = engine._running
    return one.process


def test_whoever_draws_does_not_load_the_engine() -> None:
    program = (
        "import sys\n"
        "from chiso.documents.charts import engine\n"
        f"assert engine.ask('vegalite_to_svg', vl_spec={SPEC!r}, vl_version='6.4').startswith('<svg')\n"
        "sys.exit('vl_convert' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_an_engine_that_was_killed_is_replaced() -> None:
    first = draw()
    os.kill(running(), signal.SIGKILL)
    assert draw() == first


def test_an_engine_that_ends_twice_is_a_problem_with_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_COMMAND", [sys.executable, "-c", "pass"])
    with pytest.raises(CannotWrite) as refused:
        draw()
    assert [one.code for one in refused.value.problems] == ["CH-5007"]
    monkeypatch.undo()
    assert draw().startswith("<svg")


def test_an_engine_that_ends_in_the_middle_of_an_answer_gave_none(monkeypatch: pytest.MonkeyPatch) -> None:
    half = "import sys; sys.stdin.readline(); print('[\"drawn\", 100]\\n<svg', flush=True)"
    monkeypatch.setattr(engine, "_COMMAND", [sys.executable, "-c", half])
    with pytest.raises(CannotWrite, match="CH-5007"):
        draw()


def test_nobody_gets_the_answer_to_a_question_that_was_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = draw()
    asked = engine.Engine.answer

    def interrupted(self: engine.Engine, question: bytes) -> tuple[str, str]:
        questions, _ = self._pipes
        questions.write(question)
        questions.flush()
        raise KeyboardInterrupt

    monkeypatch.setattr(engine.Engine, "answer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        draw('{"data": {"values": [{}]}, "mark": "bar"}')
    monkeypatch.setattr(engine.Engine, "answer", asked)
    assert draw() == expected


def test_what_is_refused_says_why_and_the_engine_stays() -> None:
    draw()
    before = running()
    with pytest.raises(ValueError, match=r"\S"):
        draw("{no specification")
    assert running() == before


def test_at_rest_the_process_is_gone() -> None:
    draw()
    process = running()
    engine.rest()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_the_engine_ends_with_the_program_that_asks_it() -> None:
    process = subprocess.Popen(engine._COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    # What the end of the asking program does, however it ends.
    process.communicate(b"", timeout=60)
    assert process.returncode == 0
