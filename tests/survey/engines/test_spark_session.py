"""A session of Spark: refused in words where it cannot be, quiet, and gone when it is ended."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from chiso.problems import Refused, WrongCall
from chiso.survey import libraries
from chiso.survey.engines.choosing import open_engine
from chiso.survey.engines.on_duckdb import DuckDB
from tests.lanes import go_without


def test_duckdb_is_there_at_once() -> None:
    with open_engine("duckdb") as engine:
        assert engine == DuckDB()


def test_where_pyspark_is_missing_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "find_spec", lambda module: None if module == "pyspark" else True)
    with pytest.raises(WrongCall) as refused, open_engine("spark"):
        pass
    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("CH-5002", "pyspark")
    assert "chiso[spark]" in str(problem.mend)


def test_where_java_is_missing_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    need_pyspark()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(WrongCall) as refused, open_engine("spark"):
        pass
    (problem,) = refused.value.problems
    assert problem.code == "CH-7900"
    assert "default-jre-headless" in str(problem.mend)


@pytest.mark.parametrize(
    "said", ['openjdk version "11.0.2" 2019-01-15', 'java version "1.8.0_392"', "cannot be run here"]
)
def test_an_old_java_is_told_with_its_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str
) -> None:
    need_pyspark()
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(WrongCall) as refused, open_engine("spark"):
        pass
    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("CH-7900", said)


@pytest.mark.needs("java")
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_a_spark_that_does_not_start_is_told_with_its_words(capfd: pytest.CaptureFixture[str]) -> None:
    need_pyspark()
    from chiso.survey.engines.on_spark import open_spark

    before = dict(os.environ)
    with pytest.raises(Refused) as refused, open_spark(memory="1m"):
        pass
    (problem,) = refused.value.problems
    assert problem.code == "CH-7901"
    assert "heap" in str(problem.found)
    assert dict(os.environ) == before
    assert capfd.readouterr() == ("", "")


QUIET = """
import os, sys, tempfile
from pathlib import Path
import pyarrow
from chiso.survey.design import Design, Stage
from chiso.survey.engines.choosing import open_engine
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.statistics import parse_statistics

rows = pyarrow.table({"q": [1, 2, 4]})
before = dict(os.environ)
with open_engine("spark") as engine:
    program = engine.session.sparkContext._gateway.proc
    asked = Question(parse_statistics(["total:q"]))
    found = estimate(rows, Design(stages=(Stage(),)), asked, engine=engine)
    assert found[0].estimate == 7
assert program.returncode is not None
assert dict(os.environ) == before
assert not list(Path(tempfile.gettempdir()).iterdir()), list(Path(tempfile.gettempdir()).iterdir())
assert not list(Path.cwd().iterdir()), list(Path.cwd().iterdir())
"""


@pytest.mark.needs("java")
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_spark_says_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    need_pyspark()
    temporary, here = tmp_path / "temporary", tmp_path / "here"
    temporary.mkdir()
    here.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", QUIET],
        cwd=here,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def need_pyspark() -> None:
    if find_spec("pyspark") is None:
        go_without("pyspark")
