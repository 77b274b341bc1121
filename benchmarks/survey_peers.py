"""Estimates beside those of two other programs on the same made-up round: svy for Python, survey for R.

    make bench SVY=PYTHON              (python -m benchmarks.survey_peers [--svy PYTHON]; 100,000 rows)

PYTHON is the interpreter of an environment of its own that has svy (`pip install svy`, MIT licence); R's
package is run where Rscript and survey are. Neither is ours to install; who is not there is left out with a
word. The work is 20 shares for 700 agencies with errors by linearisation, intervals of Korn and Graubard and
design effects. svy's `prop` tells the same; its quickest way is the mean of zeros and ones, with intervals by
t. R's svyby tells estimates and errors only.

Peers do a part, and their time is multiplied: svy one question of 20, R one question and 10 agencies of 700
over the whole design (svyby takes agency after agency). Data are read and prepared before the clock starts.
Beside the time stands that of the processors, which other work on the machine disturbs less.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import polars

from benchmarks.survey import SHARES, estimate_all
from benchmarks.survey_round import QUESTIONS, write_round
from chiso.survey.estimates import Estimate

ROWS, RUNS, AGENCIES_IN_R = 100_000, 3, 10
BOUND, AGREES = 100, 1e-9

SVY = """
import json, sys, time
import polars
import svy
rows = polars.read_csv(sys.argv[1])
sample = svy.Sample(rows, svy.Design(stratum="agency", psu="unit", wgt="weight"))
quick = sys.argv[2] == "mean"
if quick:
    ask = lambda: sample.estimation.mean("share", by="agency", drop_nulls=True, deff="wor")
else:
    ask = lambda: sample.estimation.prop(
        "share", by="agency", drop_nulls=True, deff="wor", ci_method="korn-graubard"
    )
ask()
clocks = time.perf_counter(), time.process_time()
found = ask()
seconds = time.perf_counter() - clocks[0], time.process_time() - clocks[1]
told = found.to_polars()
told = (told if quick else told.filter(polars.col("share") == 1)).select("agency", "est", "se").rows()
print(json.dumps({"seconds": seconds, "rows": told}))
"""
R = """
suppressPackageStartupMessages(library(survey))
rows <- read.csv(commandArgs(TRUE)[1])
chosen <- sort(unique(rows$agency))[seq_len(as.integer(commandArgs(TRUE)[2]))]
rows$part <- ifelse(rows$agency %in% chosen, rows$agency, NA)
design <- svydesign(ids = ~unit, strata = ~agency, weights = ~weight, data = rows, nest = TRUE)
taken <- system.time(found <- svyby(~share, ~part, design, svymean, na.rm = TRUE))
lines <- sprintf('["%s", %.17g, %.17g]', found$part, found$share, found$se)
cat(sprintf('{"seconds": [%.6f, %.6f], "rows": [%s]}', taken[["elapsed"]],
            taken[["user.self"]] + taken[["sys.self"]], paste(lines, collapse = ", ")))
"""


def write_table(path: Path, table: Path) -> None:
    """The round as a table that every peer reads, with the first share as 0 and 1."""
    rows = polars.read_parquet(path, columns=["agency", "unit", "weight_millionths", QUESTIONS[0]])
    answer = polars.col(QUESTIONS[0])
    rows.select(
        "agency",
        "unit",
        (polars.col("weight_millionths") / 1e6).alias("weight"),
        polars.when(answer.is_not_null()).then(answer.is_in([4, 5]).cast(polars.Int8)).alias("share"),
    ).write_csv(table)


def ours(path: Path) -> tuple[float, float, tuple[Estimate, ...]]:
    """Seconds and seconds of the processors, the least of some runs, and the estimates."""
    taken = []
    found: tuple[Estimate, ...] = ()
    for _ in range(RUNS + 1):
        clocks = time.perf_counter(), time.process_time()
        found = estimate_all(path, ROWS)
        taken.append((time.perf_counter() - clocks[0], time.process_time() - clocks[1]))
    # The first run warms up.
    return min(one for one, _ in taken[1:]), min(other for _, other in taken[1:]), found


def tell(name: str, call: list[str], times: int, own: tuple[float, float, tuple[Estimate, ...]]) -> None:
    """Run a peer and print one line: its time, multiplied, beside ours, and whether its figures are ours."""
    done = subprocess.run(call, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    seconds, processors = (times * one for one in told["seconds"])
    first = SHARES[0].code
    expected = {row.unit: row for row in own[2] if row.code == first}
    wrong = [
        agency
        for agency, share, error in told["rows"]
        if not math.isclose(share, expected[agency].estimate, rel_tol=AGREES)
        or not math.isclose(error, expected[agency].se, rel_tol=AGREES)
    ]
    ratio = processors / own[1]
    print(
        f"{name}: {seconds:.1f} s, processors {processors:.1f} s (a part, × {times})   ours {own[0]:.2f} s, "
        f"processors {own[1]:.2f} s   ratio {seconds / own[0]:.0f}, of processors {ratio:.0f}"
        f"   {'within' if ratio >= BOUND else 'BELOW'} {BOUND}   "
        f"{len(told['rows'])} domains, {len(wrong)} differ by more than {AGREES}",
        flush=True,
    )


def main() -> None:
    """Run the peers that are there and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--svy", help="the interpreter of an environment with svy")
    chosen = parser.parse_args().svy
    with tempfile.TemporaryDirectory() as folder:
        path, table = Path(folder) / "round.parquet", Path(folder) / "rows.csv"
        write_round(path, ROWS)
        write_table(path, table)
        own = ours(path)
        if chosen:
            script = Path(folder) / "shares.py"
            script.write_text(SVY)
            for way, name in (("prop", "svy, prop"), ("mean", "svy, mean of 0 and 1")):
                tell(name, [chosen, str(script), str(table), way], len(QUESTIONS), own)
        else:
            print("svy is left out: --svy names an interpreter that has it")
        if shutil.which("Rscript"):
            script = Path(folder) / "shares.R"
            script.write_text(R)
            call = ["Rscript", "--vanilla", str(script), str(table), str(AGENCIES_IN_R)]
            tell("R survey, svyby", call, len(QUESTIONS) * (700 // AGENCIES_IN_R), own)
        else:
            print("R is left out: there is no Rscript")


if __name__ == "__main__":
    main()
