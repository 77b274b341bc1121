"""Short forms of a reading, for tests: the outline as lines, the questions as codes with their nodes."""

from __future__ import annotations

from chiso.frameworks.importers.parts import Reading

# Asked of every annex: what no table prints.
ALWAYS = ("CH-2640", "CH-2644")
# About single rules and their neighbours; not about the structure.
OF_RULES = ("CH-2635", *(f"CH-26{number}" for number in range(50, 100)))


def outline(reading: Reading) -> list[str]:
    """One line a node: "··1.1 Kế hoạch [2]"."""
    lines: list[str] = []

    def add(nodes: list[dict], depth: int) -> None:
        for node in nodes:
            points = node.get("minimum") or node.get("max_points", "?")
            lines.append(f"{'·' * depth}{node['code']} {node['title']['vi']} [{points}]")
            add(node.get("nodes", []), depth + 1)

    add(reading.document["nodes"], 0)
    return lines


def nodes_by_code(reading: Reading) -> dict[str, dict]:
    found: dict[str, dict] = {}
    waiting = list(reading.document["nodes"])
    while waiting:
        node = waiting.pop()
        found[node["code"]] = node
        waiting += node.get("nodes", [])
    return found


def asked(reading: Reading) -> list[tuple[str, str]]:
    """Code and node of each question about the structure."""
    return [(one.code, one.node) for one in reading.questions if one.code not in (*ALWAYS, *OF_RULES)]
