"""The examples by name: what each is, which files it consists of, what to run on them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from chiso.examples import asem, hdi, papi, papi_errors, pci, published, service_quality
from chiso.language import Bilingual


@dataclass(frozen=True, slots=True)
class Example:
    """One example. `build` gives the text of each data file by its name; `next_steps` are commands
    in which `{directory}` stands for where the files went and `{out}` for a folder of results."""

    name: str
    title: Bilingual
    tables: tuple[str, ...]
    build: Callable[[], Mapping[str, str]]
    next_steps: tuple[str, ...]

    def commands(self, directory: Path, out: Path | None = None) -> tuple[str, ...]:
        """The commands to run next, ready to be pasted into a shell."""
        results = directory / "results" if out is None else out
        return tuple(
            step.format(directory=shlex.quote(str(directory)), out=shlex.quote(str(results)))
            for step in self.next_steps
        )


def _score(framework: str, period: str) -> str:
    return (
        f"chiso score {framework} {{directory}}/answers.csv --units {{directory}}/units.csv"
        f" --period {period} --out {{out}}"
    )


def _compose(framework: str) -> str:
    return f"chiso composite {framework} {{directory}}/data.csv --units {{directory}}/units.csv --out {{out}}"


EXAMPLES: tuple[Example, ...] = (
    Example(
        name="papi",
        title=Bilingual(
            vi="PAPI: hiệu quả quản trị và hành chính công của 63 tỉnh, thành phố, 2011–2024",
            en="PAPI: governance and public administration in 63 provinces, 2011–2024",
        ),
        tables=("papi.csv",),
        build=papi.build_files,
        next_steps=(_score("papi@2019", "2019"), "chiso explain {out} 01 5"),
    ),
    Example(
        name="papi-errors",
        title=Bilingual(
            vi="PAPI 2019: sai số chọn mẫu theo một giả định có nêu nguồn, không phải của PAPI",
            en="PAPI 2019: errors of sampling by an assumption whose source is stated, not PAPI's",
        ),
        tables=("papi.csv",),
        build=papi_errors.build_files,
        next_steps=("chiso ranks {directory}/totals.csv --unit 01",),
    ),
    Example(
        name="hdi",
        title=Bilingual(
            vi="HDI: chỉ số phát triển con người của 191 nước, 1990–2021",
            en="HDI: human development in 191 countries, 1990–2021",
        ),
        tables=("hdi.csv", "countries.csv"),
        build=hdi.build_files,
        next_steps=(_score("hdi@2021", "2021"), "chiso explain {out} VNM income"),
    ),
    Example(
        name="pci",
        title=Bilingual(
            vi="PCI: năng lực cạnh tranh cấp tỉnh, 21 tỉnh, thành phố năm 2021",
            en="PCI: provincial competitiveness, 21 provinces in 2021",
        ),
        tables=(pci.TABLE,),
        build=pci.build_files,
        next_steps=(_score("pci@2021", "2021"), "chiso explain {out} 01 1"),
    ),
    Example(
        name="service-quality",
        title=Bilingual(
            vi="Chất lượng phục vụ người dân, doanh nghiệp (Quyết định 766) của Hà Nội, ngày 10/10/2026",
            en="Quality of service to citizens and businesses (Decision 766), Hà Nội, 10 October 2026",
        ),
        tables=(service_quality.TABLE,),
        build=service_quality.build_files,
        next_steps=(_score("service-quality@2022", "2026@2026-10-10"), "chiso explain {out} 01 1.2"),
    ),
    Example(
        name="asem",
        title=Bilingual(
            vi="ASEM: chỉ số kết nối bền vững của 51 nước châu Á, châu Âu, 49 chỉ tiêu",
            en="ASEM: sustainable connectivity of 51 countries of Asia and Europe, 49 indicators",
        ),
        tables=(asem.ONE_YEAR, asem.UNITS),
        build=asem.build_files,
        next_steps=(_compose("asem@1"), "chiso audit {out}"),
    ),
    Example(
        name="asem-panel",
        title=Bilingual(
            vi="ASEM, 5 năm: năm 2018 và bốn năm giả lập, để thử chỉ số tổng hợp nhiều năm",
            en="ASEM, 5 years: 2018 and four invented years, to try a composite index of several years",
        ),
        tables=(asem.PANEL, asem.UNITS),
        build=asem.build_panel,
        next_steps=(_compose("asem@1"), "chiso audit {out}"),
    ),
    Example(
        name="published",
        title=Bilingual(
            vi="Các chỉ số do cơ quan khác công bố, ghi lại kèm nguồn",
            en="Indices published by others, carried over with their sources",
        ),
        tables=published.TABLES,
        build=published.build_files,
        next_steps=("chiso check {directory}/service-quality.csv --framework service-quality@2022",),
    ),
)
