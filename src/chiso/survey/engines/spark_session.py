"""A session of Spark on this machine: begun, kept quiet, ended with all that it started.

Spark runs in a Java program beside ours. What that program says goes to a file of its own; it listens on
this machine alone, writes below one folder that is removed, and takes no more memory than it is given: what
does not fit is spilled to the disk. Tasks that are lost are done again, up to four times; Spark's plain
`local[2]` would not do that.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from chiso.language import text
from chiso.problems import Place, Problem, Refused, WrongCall, quote

ATTEMPTS = 4
OLDEST_JAVA = 17
# Before the ninth version the first figure was always 1, which is too old as well.
_VERSION = re.compile(r'version "(\d+)')
_SECONDS_TO_END = 30
_SHOWN_OF_LOG = 4_000


@dataclass(frozen=True, slots=True)
class Machine:
    """How much of the machine Spark may take: processors, memory of its Java program (as Java writes it)."""

    cores: int = 2
    memory: str = "1g"


@contextmanager
def open_session(machine: Machine) -> Iterator[Any]:
    """A session of Spark, ended at the end of the block.

    Raises WrongCall (CH-7900: there is no Java, or an old one; CH-7902: this process has a session of its
    own), Refused (CH-7901: Spark does not start).
    """
    from pyspark import SparkContext

    _need_java()
    if SparkContext._active_spark_context is not None:
        expected = text("Expected no session of Spark in this process: one process has one.")
        mend = text("Hand the session that is there to Spark(session), or stop it first.")
        raise WrongCall([Problem("CH-7902", Place(field="engine"), "", expected, mend)])
    with (
        tempfile.TemporaryDirectory(prefix="chiso-spark-", ignore_cleanup_errors=True) as folder,
        tempfile.TemporaryFile() as log,
        _environment({"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": None}),
        _own_interrupt(),
    ):
        gateway = _start(machine, Path(folder), log)
        try:
            yield _session(gateway, machine, Path(folder), log)
        finally:
            _end(gateway)


@contextmanager
def quiet_on_pandas() -> Iterator[None]:
    """Without PySpark's warning of the version of pandas: no frame of pandas is made here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


def _need_java() -> None:
    """Raise WrongCall (CH-7900) where there is no Java that Spark would run in."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    said = "" if java is None else _version_of(java)
    told = _VERSION.search(said)
    if told is None or int(told[1]) < OLDEST_JAVA:
        expected = text(
            "Expected Java, in which Spark runs, version {version} or later.", version=OLDEST_JAVA
        )
        mend = text("Install it (on Debian the package default-jre-headless), or take the engine duckdb.")
        found = quote(said.splitlines()[0] if said else "")
        raise WrongCall([Problem("CH-7900", Place(field="engine"), found, expected, mend)])


def _version_of(java: str) -> str:
    """What Java says of itself; empty where it says nothing."""
    try:
        asked = subprocess.run(
            [java, "-version"], capture_output=True, text=True, errors="replace", timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (asked.stderr + asked.stdout).strip()


def _start(machine: Machine, folder: Path, log: IO[bytes]) -> Any:
    """The Java program, ready to be spoken to. Raises Refused (CH-7901)."""
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    with quiet_on_pandas():
        # Loaded by PySpark itself at the first list that it hands over.
        import_module("pyspark.testing.utils")
    # It tells of each connection that it closes.
    logging.getLogger("py4j.clientserver").setLevel(logging.WARNING)
    launch: Any = launch_gateway
    try:
        return launch(
            conf=_configuration(machine, folder),
            popen_kwargs={"stdin": subprocess.PIPE, "stdout": log, "stderr": log},
        )
    except (PySparkRuntimeError, OSError) as error:
        _close_what_is_left(error)
        raise _does_not_start(log, error) from error


def _close_what_is_left(error: Exception) -> None:
    """Close the pipe to the program that did not start: PySpark leaves it to the collector."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        program = frame.f_locals.get("proc")
        if isinstance(program, subprocess.Popen) and program.stdin is not None:
            program.stdin.close()
            program.wait()


def _session(gateway: Any, machine: Machine, folder: Path, log: IO[bytes]) -> Any:
    from py4j.protocol import Py4JError
    from pyspark import SparkContext
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    try:
        return SparkSession(SparkContext(conf=_configuration(machine, folder), gateway=gateway))
    except (PySparkException, Py4JError) as error:
        raise _does_not_start(log, error) from error


def _configuration(machine: Machine, folder: Path) -> Any:
    from pyspark import SparkConf

    return SparkConf(loadDefaults=False).setAll(
        [
            ("spark.master", f"local[{machine.cores},{ATTEMPTS}]"),
            ("spark.app.name", "chiso"),
            ("spark.driver.memory", machine.memory),
            # An answer that does not fit into the memory fails anyway, and says so.
            ("spark.driver.maxResultSize", "0"),
            ("spark.driver.bindAddress", "127.0.0.1"),
            ("spark.driver.host", "127.0.0.1"),
            ("spark.driver.extraJavaOptions", f"-Djava.io.tmpdir={folder} -XX:-UsePerfData"),
            ("spark.local.dir", str(folder)),
            ("spark.sql.warehouse.dir", str(folder / "warehouse")),
            ("spark.sql.catalogImplementation", "in-memory"),
            ("spark.ui.enabled", "false"),
            ("spark.ui.showConsoleProgress", "false"),
            # Workers run side by side, one for each processor.
            ("spark.executorEnv.POLARS_MAX_THREADS", "1"),
            ("spark.executorEnv.OPENBLAS_NUM_THREADS", "1"),
        ]
    )


def _end(gateway: Any) -> None:
    """Stop Spark and its Java program, and forget both."""
    from py4j.protocol import Py4JError
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    active = SparkContext._active_spark_context
    with suppress(Py4JError, OSError):
        session = SparkSession._instantiatedSession
        if session is not None:
            session.stop()
        elif active is not None:
            active.stop()
    with suppress(Py4JError, OSError):
        gateway.shutdown()
    # The program ends when nobody can speak to it any more.
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()
    SparkContext._active_spark_context = SparkContext._gateway = SparkContext._jvm = None
    SparkSession._instantiatedSession = None


def _does_not_start(log: IO[bytes], error: Exception) -> Refused:
    log.seek(0)
    said = [line.strip() for line in log.read(_SHOWN_OF_LOG).decode(errors="replace").splitlines()]
    telling = [place for place, line in enumerate(said) if "Error" in line or "Exception" in line]
    words = " ".join(said[telling[0] :] if telling else said)
    expected = text("Expected Spark to start: it needs memory and the files of its package.")
    mend = text("Free some memory, install PySpark anew, or take the engine duckdb.")
    found = quote(words or error)
    return Refused([Problem("CH-7901", Place(field="engine"), found, expected, mend)])


@contextmanager
def _own_interrupt() -> Iterator[None]:
    """What an interrupt from the keyboard does is put back; Spark has a way of its own for it."""
    is_main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if is_main:
            signal.signal(signal.SIGINT, before)


@contextmanager
def _environment(values: Mapping[str, str | None]) -> Iterator[None]:
    """Variables of the environment for a while (None: unset); what Spark adds to them goes as well."""
    before = dict(os.environ)
    _set(values)
    try:
        yield
    finally:
        _set({name: before.get(name) for name in {*os.environ, *before}})


def _set(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        elif os.environ.get(name) != value:
            os.environ[name] = value
