/* Adds up the ranking of one run from its scores.csv, with whole numbers, so that no digit is lost.

   Looked at: every group that is a plain sum and whose parts all have points; every total of the
   ranking against scores.csv; every rank. What is put together in another way (weights, ceilings,
   bounds, roots) is counted and left to the command "chiso verify". */
"use strict";

globalThis.chisoSums = (() => {
  /* A table in which every cell is text: RFC 4180, comma, line ends of either kind. */
  function readTable(written) {
    const rows = [[]];
    let cell = "";
    let isQuoted = false;
    for (let at = 0; at < written.length; at += 1) {
      const sign = written[at];
      if (isQuoted) {
        if (sign === '"' && written[at + 1] === '"') { cell += '"'; at += 1; }
        else if (sign === '"') isQuoted = false;
        else cell += sign;
      } else if (sign === '"') isQuoted = true;
      else if (sign === ",") { rows[rows.length - 1].push(cell); cell = ""; }
      else if (sign === "\n") { rows[rows.length - 1].push(cell); cell = ""; rows.push([]); }
      else if (sign !== "\r") cell += sign;
    }
    if (cell || rows[rows.length - 1].length) rows[rows.length - 1].push(cell);
    const [head, ...body] = rows.filter((row) => row.length);
    return body.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column] ?? ""])));
  }

  /* A decimal as a whole number of units of its last place; null for what is no decimal (a fraction). */
  function readDecimal(written) {
    const found = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(written);
    if (!found) return null;
    const decimals = found[3] || "";
    const units = BigInt(found[2] + decimals);
    return { units: found[1] ? -units : units, places: decimals.length };
  }

  const scaled = (figure, places) => figure.units * 10n ** BigInt(places - figure.places);
  function compare(one, other) {
    const places = Math.max(one.places, other.places);
    const difference = scaled(one, places) - scaled(other, places);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /* How a sum stands to its parts: "exact", "rounded" (within half a unit of the stated last place for
     every figure, since figures that do not end are written rounded) or "differs". */
  function judge(total, parts, statedPlaces) {
    const places = Math.max(statedPlaces ?? 0, total.places, ...parts.map((part) => part.places));
    const sum = parts.reduce((so_far, part) => so_far + scaled(part, places), 0n);
    const difference = sum > scaled(total, places) ? sum - scaled(total, places) : scaled(total, places) - sum;
    if (difference === 0n) return "exact";
    if (statedPlaces === null) return "differs";
    return 2n * difference <= BigInt(parts.length + 1) * 10n ** BigInt(places - statedPlaces) ? "rounded" : "differs";
  }

  const isPlainSum = (node) => !node.aggregation || node.aggregation.kind === "sum@1";
  const isPlainPart = (node) => !node.role || node.role === "regular" || node.role === "bonus";

  /* Every group of a framework that is a plain sum, by code; and how many are not. */
  function groupsOf(framework) {
    const plain = [];
    let others = 0;
    const walk = (code, node, parts) => {
      if (isPlainSum(node) && !(code === "total" && node.bounds) && parts.every(isPlainPart)) plain.push([code, parts.map((part) => part.code)]);
      else others += 1;
      for (const part of parts) if (part.nodes && part.nodes.length) walk(part.code, part, part.nodes);
    };
    walk("total", framework.index || {}, framework.nodes || []);
    return { plain, others };
  }

  function frameworkOf(document, league) {
    const frameworks = document.frameworks || {};
    const keys = Object.keys(frameworks);
    const stated = document.programme && (document.programme.leagues || []).find((one) => one.key === league);
    return frameworks[stated ? stated.framework : keys.length === 1 ? keys[0] : ""];
  }

  function checkRun(run, file, report) {
    const place = (name, what) => `runs/${run}/${name}${what ? ` (${what})` : ""}`;
    let ranking, scores, document;
    try {
      const read = (name) => globalThis.chisoBundle.utf8(file(name).bytes);
      [ranking, scores] = [readTable(read("ranking.csv")), readTable(read("scores.csv"))];
      document = JSON.parse(read("inputs/framework.json"));
    } catch (fault) {
      if (!(fault instanceof SyntaxError || fault instanceof TypeError)) throw fault;
      report.differ("CH-4026", place(""), "run-unreadable");
      return;
    }
    const byUnit = new Map();
    for (const row of scores) {
      const key = `${row.league}\n${row.unit}`;
      if (!byUnit.has(key)) byUnit.set(key, new Map());
      byUnit.get(key).set(row.code, row);
    }
    const counts = { exact: 0, rounded: 0, differs: 0, others: 0 };
    const leagues = [...new Set(ranking.map((row) => row.league))];
    for (const league of leagues) {
      const framework = frameworkOf(document, league);
      if (!framework) { report.differ("CH-4027", place("inputs/framework.json"), "framework-missing"); continue; }
      checkSums(framework, [...byUnit].filter(([key]) => key.startsWith(`${league}\n`)), counts, (what) => report.differ("CH-4030", place("scores.csv", what), "sum-differs"));
      checkRanks(framework, ranking.filter((row) => row.league === league), byUnit, report, place);
    }
    const looked = counts.exact + counts.rounded + counts.differs;
    if (looked) report.find("sums", counts.differs ? "bad" : "good", "sums-agree", { run, count: counts.exact, all: looked });
    if (counts.rounded) report.find("sums", "good", "sums-rounded", { run, count: counts.rounded });
    if (counts.others) report.find("sums", "info", "sums-others", { run, count: counts.others });
  }

  function checkSums(framework, units, counts, differ) {
    const { plain, others } = groupsOf(framework);
    const stated = framework.index && framework.index.published ? Number(framework.index.published.places) : null;
    for (const [key, rows] of units) {
      counts.others += others;
      for (const [code, codes] of plain) {
        const group = rows.get(code);
        const parts = codes.map((part) => rows.get(part));
        if (!group || group.status !== "scored" || parts.some((part) => !part || part.status !== "scored")) continue;
        const figures = [group, ...parts].map((row) => readDecimal(row.points));
        if (figures.includes(null)) { counts.others += 1; continue; }
        const verdict = judge(figures[0], figures.slice(1), stated);
        counts[verdict] += 1;
        if (verdict === "differs") differ(`${key.split("\n")[1]}, ${code}`);
      }
    }
  }

  function checkRanks(framework, rows, byUnit, report, place) {
    const before = report.differences.length;
    const index = framework.index || {};
    const direction = index.higher_is_better === false ? 1 : -1;
    for (const row of rows) {
      const total = (byUnit.get(`${row.league}\n${row.unit}`) || new Map()).get("total");
      if (!total || total.points !== row.score) report.differ("CH-4030", place("ranking.csv", row.unit), "total-differs");
    }
    const ranked = rows.filter((row) => row.rank !== "").map((row) => ({ ...row, rank: Number(row.rank), figure: readDecimal(row.score) }));
    ranked.sort((one, other) => one.rank - other.rank);
    const mayTie = (one, other) => index.published !== undefined || (index.tie_break || []).length > 0 || compare(one, other) !== 0;
    ranked.forEach((row, position) => {
      const previous = ranked[position - 1];
      const isOrdered =
        !previous || !previous.figure || !row.figure ||
        (previous.rank === row.rank
          ? compare(previous.figure, row.figure) === 0 || index.published !== undefined
          : direction * compare(previous.figure, row.figure) <= 0 && mayTie(previous.figure, row.figure));
      if (!isOrdered || row.rank !== numberOf(ranked, row.rank, index.ties || "lowest") || Number(row.of) !== ranked.length)
        report.differ("CH-4030", place("ranking.csv", row.unit), "rank-differs");
    });
    report.find("ranks", report.differences.length > before ? "bad" : "good", "ranks-agree", { count: ranked.length });
  }

  /* The number that a group of equal ranks must carry. */
  function numberOf(ranked, rank, ties) {
    const better = ranked.filter((row) => row.rank < rank);
    if (ties === "dense") return new Set(better.map((row) => row.rank)).size + 1;
    const equal = ranked.filter((row) => row.rank === rank).length;
    return ties === "highest" ? better.length + equal : better.length + 1;
  }

  return { checkRun };
})();
