"""What `make run` does once the environment stands: compute the examples, seal them, verify them, build the
site, set up an office to try, and serve both until Ctrl-C (`SERVE=0`: everything but serving).

Works in `out/`, which it makes anew. The key is made for this run and is not to be trusted by
anybody: a publisher's own key is made with `chiso keys new` and kept off the web server.
"""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out"
CHISO = Path(sys.executable).with_name("chiso")

# The figures of PAPI are quoted apart from the licence of the program, which also runs without them.
PAPI_TABLE = ROOT / "src" / "chiso" / "examples" / "tables" / "papi.csv"
# The site is made from Hà Nội's point of view; the file says that it is a trial.
THEME = ROOT / "docs" / "examples" / "site" / "theme.yaml"
# 2019 is computed first of all; the other years show each structure that PAPI has had.
PAPI_YEARS = {
    **dict.fromkeys(map(str, range(2011, 2016)), "papi@2011"),
    **dict.fromkeys(map(str, range(2016, 2018)), "papi@2016"),
    "2018": "papi@2018",
    "2020": "papi@2019",
    **dict.fromkeys(map(str, range(2021, 2025)), "papi@2021"),
}
# What could be disputed about the composite index: weights, any one indicator, the scale.
METHODS = """\
format: chiso-robustness/1
weights: {kind: noise@1, within: "1/4"}
leave_out: {kind: one@1, chance: "1/2"}
normalise:
- {}
- {method: {kind: z_score@1}}
"""
NEXT = (
    ".venv/bin/chiso explain out/service-quality-results 01 1.2",
    ".venv/bin/chiso frameworks show one-stop-shop@2018",
    ".venv/bin/chiso frameworks import docs/examples/annex/annex.docx"
    " --out out/draft.yaml --report out/draft.html",
    ".venv/bin/chiso frameworks diff papi@2018 papi@2019 --language en",
    ".venv/bin/chiso check out/published/service-quality.csv --framework service-quality@2022",
    ".venv/bin/chiso verify out/bundle.zip --trusted out/example.pub --json",
    ".venv/bin/chiso verify out/asem.zip --trusted out/example.pub",
    "docs/tutorial/first-index.md",
)
SOURCES = {
    "papi@2019": "điểm thành phần: CECODES, VFF-CRT, RTA, UNDP (papi.org.vn); chiso cộng và xếp hạng",
    "service-quality@2022": "Cổng Dịch vụ công quốc gia, ghi lại qua bên thứ ba (không phải bản chính thức)",
}


def chiso(*arguments: str | Path) -> str:
    """Run one command of the program and give what it printed; end with its code if it fails."""
    shown = " ".join(_short(argument) for argument in arguments)
    print(f"  $ chiso {shown}", flush=True)
    done = subprocess.run([CHISO, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(done.stdout)
        sys.exit(done.returncode)
    return done.stdout


def _short(argument: str | Path) -> str:
    path = Path(argument)
    return (
        str(path.relative_to(ROOT))
        if isinstance(argument, Path) and path.is_relative_to(ROOT)
        else str(argument)
    )


def score(example: str, framework: str, period: str) -> Path:
    """Write an example and score it; the folder of the results."""
    folder, results = OUT / example, OUT / f"{example}-results"
    chiso("examples", "write", example, folder)
    chiso(
        "score", framework, folder / "answers.csv", "--units", folder / "units.csv",
        "--period", period, "--out", results,
    )  # fmt: skip
    return results


def ranking_row(results: Path, unit: str) -> dict[str, str]:
    """One unit's row of a ranking."""
    with (results / "ranking.csv").open(encoding="utf-8", newline="") as table:
        return next(row for row in csv.DictReader(table) if row["unit"] == unit)


def published_total(table: Path, period: str, unit: str) -> dict[str, str]:
    """The published total of a unit, carried over."""
    with table.open(encoding="utf-8", newline="") as stream:
        return next(
            row
            for row in csv.DictReader(stream)
            if (row["period"], row["unit"], row["code"]) == (period, unit, "total")
        )


def main() -> None:
    """Compute, publish, verify, and say what was found and what to try next."""
    if OUT.exists():
        shutil.rmtree(OUT)
    OUT.mkdir()
    runs = []
    headlines = []
    if PAPI_TABLE.exists():
        papi = score("papi", "papi@2019", "2019")
        row = ranking_row(papi, "01")
        headlines.append(
            (
                f"Hà Nội, PAPI 2019: {comma(row['score'])} điểm, hạng {row['rank']}/{row['of']}",
                SOURCES["papi@2019"],
            )
        )
        runs.append(papi)
    service = score("service-quality", "service-quality@2022", "2026@2026-10-10")
    row = ranking_row(service, "01")
    headlines.append(
        (
            f"Hà Nội, Quyết định 766, ngày 10/10/2026: {comma(row['score'])}/{row['max_score']} điểm",
            SOURCES["service-quality@2022"],
        )
    )
    runs.append(service)
    chiso("examples", "write", "published", OUT / "published")
    carried = OUT / "published" / "par-index.csv"
    row = published_total(carried, "2019", "01")
    headlines.append(
        (
            f"Hà Nội, PAR INDEX 2019 (dẫn lại): {comma(row['value'])} %, hạng {row['rank']}",
            f"Bộ Nội vụ, qua báo chí: {row['source']}",
        )
    )
    chiso("keys", "new", "--out", OUT / "example")
    bundle = OUT / "bundle.zip"
    chiso(
        "publish", *runs, "--carry", carried, "--key", OUT / "example.key",
        "--status", "provisional", "--out", bundle,
    )  # fmt: skip
    verified = chiso("verify", bundle, "--trusted", OUT / "example.pub")

    print(f"\n{verified.rstrip()}\n")
    for headline, source in headlines:
        print(f"  {headline}\n      Nguồn: {source}")
    print("\nThử tiếp (try next):")
    for command in NEXT:
        print(f"  {command}")
    site = build_site(runs, carried.parent)
    office = OUT / "office"
    print(f"\n{chiso('office', 'demo', office).rstrip()}")
    if os.environ.get("SERVE", "1") != "0":
        serve(site, office)


def serve(site: Path, office: Path) -> None:
    """Office and portal together in the foreground, until Ctrl-C or until one of them ends."""
    ports = {"office": free_port(8000), "portal": free_port(8800)}
    calls = {
        "office": [str(CHISO), "office", "serve", "--home", str(office), "--port", str(ports["office"])],
        "portal": [str(CHISO), "portal", "serve", str(site), "--port", str(ports["portal"])],
    }
    print("\nHệ thống nội bộ (the office) và trang công bố (the portal). Ctrl-C: dừng.")
    for name, port in ports.items():
        print(f"  {name}: http://127.0.0.1:{port}/", flush=True)
    log = (OUT / "office.log").open("w", encoding="utf-8")
    # Each in a session of its own: Ctrl-C reaches this program alone, which then stops both in order.
    running = [
        subprocess.Popen(call, stdout=log, stderr=log, start_new_session=True) for call in calls.values()
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(process.poll() is None for process in running):
            time.sleep(0.5)
        print(f"Một trong hai đã dừng (one of them has ended): {OUT / 'office.log'}")
    except KeyboardInterrupt:
        print("\nĐã dừng (stopped).")
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
        log.close()


def free_port(wished: int) -> int:
    """The port that is wished, or any that is free where somebody else has it."""
    for port in (wished, 0):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)) as taken:
            return int(taken.getsockname()[1])
    raise SystemExit("no free port")


def build_site(runs: list[Path], published: Path) -> Path:
    """The site of what was computed here and of what others published."""
    site, bundle = OUT / "site", OUT / "site.zip"
    for year, framework in PAPI_YEARS.items() if PAPI_TABLE.exists() else ():
        results = OUT / f"papi-results-{year}"
        chiso(
            "score", framework, OUT / "papi" / "answers.csv", "--units", OUT / "papi" / "units.csv",
            "--period", year, "--out", results,
        )  # fmt: skip
        runs = [*runs, results]
    result = how_sure(runs[0]) if PAPI_TABLE.exists() else None
    # One year of HDI costs 7 s; its 32 years would take 24 s to score and 70 s to draw.
    runs = [*runs, score("pci", "pci@2021", "2021"), score("hdi", "hdi@2021", "2021")]
    tables = sorted(table for table in published.glob("*.csv") if table.name != "units.csv")
    carried = [argument for table in tables for argument in ("--carry", table)]
    key = OUT / "example.key"
    sure: list[str | Path] = ["--robustness", result] if result else []
    chiso("publish", *runs, *carried, *sure, "--key", key, "--status", "provisional", "--out", bundle)
    composite = composite_index(key)
    chiso(
        "portal", "build", bundle, composite, "--out", site,
        "--trusted", OUT / "example.pub", "--theme", THEME,
    )  # fmt: skip
    print(f"\n{chiso('portal', 'check', site).rstrip()}")
    return site


def composite_index(key: Path) -> Path:
    """A composite index with how sure its ranks are, as a bundle of its own: figures of the COINr package."""
    folder, index, result, bundle = (OUT / name for name in ("asem", "asem-index", "methods", "asem.zip"))
    chiso("examples", "write", "asem", folder)
    chiso("composite", "asem@1", folder / "data.csv", "--units", folder / "units.csv", "--out", index)
    choices = OUT / "methods.yaml"
    choices.write_text(METHODS, encoding="utf-8")
    chiso("robustness", index, "--spec", choices, "--n", "20000", "--out", result)
    chiso(
        "publish", index, "--robustness", result, "--key", key, "--status", "provisional", "--out", bundle
    )  # fmt: skip
    return bundle


def how_sure(papi: Path) -> Path:
    """How sure the ranks of PAPI 2019 are, with errors of sampling by an assumption that is not PAPI's."""
    folder, result = OUT / "papi-errors", OUT / "sampling-error"
    chiso("examples", "write", "papi-errors", folder)
    # 20,000 runs tell a share to 0.4 points and take half a second.
    chiso("robustness", papi, "--spec", folder / "sampling-error.yaml", "--n", "20000", "--out", result)
    return result


def comma(figure: str) -> str:
    """A figure with the Vietnamese decimal sign."""
    return figure.replace(".", ",")


if __name__ == "__main__":
    main()
