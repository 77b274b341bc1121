// The log of changes: what is written here and not yet in the office, each change with its number on this phone.
//
// A change leaves the log once the office has said that it was taken, or that it had come before. What is sent
// and not answered is sent again under the same number. Two of us at one cell: both are kept until one chooses.

{
  const { vault } = chisoPhone;
  const BATCH = 50;
  // Letters in one message: three bytes each are still below what the office takes as one.
  const LETTERS = 600000;
  const held = new Map();
  let changes = [];
  let clock = { offset: null, measured: null };
  let told = null;
  let hasNews = false;
  let turn = Promise.resolve();

  const inTurn = (work) => {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  };
  const boxOf = (change) => `change/${String(change.number).padStart(9, "0")}`;
  const cellOf = (change) => `${change.kind}/${change.name}`;
  const pending = (visit, cell) => changes.filter((one) => one.visit === visit && cellOf(one) === cell);

  async function load() {
    clock = (await vault.get("clock")) || clock;
    told = await vault.get("package");
    changes = [];
    for (const name of await vault.names("change/")) changes.push(await vault.get(name));
    // A message that the office could not read was perhaps written by a page that is older than the office.
    changes = changes.map((one) => (one.state === "refused" && (one.problem || "").includes("CH-8693") ? { ...one, state: "waiting", problem: "" } : one));
  }

  async function cellsOf(visit) {
    if (!held.has(visit)) held.set(visit, (await vault.get(`cells/${visit}`)) || {});
    return held.get(visit);
  }

  // Saved is what this resolves for. `more`: boxes that stand or fall with it, as the bytes of a photograph.
  const set = (visit, kind, name, value, more = {}) =>
    inTurn(async () => {
      const cells = await cellsOf(visit);
      const cell = `${kind}/${name}`;
      const revision = cells[cell] ? cells[cell].revision : 0;
      const mine = pending(visit, cell);
      const last = mine[mine.length - 1];
      // What was refused is corrected by this: it takes its place.
      const corrected = mine.filter((one) => one.state === "refused");
      const again = last && !last.sent && last.state === "waiting";
      const number = again ? last.number : vault.row().counter + 1;
      const written = { at: new Date().toISOString(), offset: clock.offset, state: "waiting", sent: false };
      const change = { number, visit, kind, name, value, seen: again ? last.seen : revision, ...written };
      const next = { ...cells, [cell]: { value, revision } };
      const gone = Object.fromEntries(corrected.map((one) => [boxOf(one), null]));
      await vault.put({ ...gone, [boxOf(change)]: change, [`cells/${visit}`]: next, ...more }, number);
      held.set(visit, next);
      const rest = changes.filter((one) => !corrected.includes(one));
      changes = again ? rest.map((one) => (one === last ? change : one)) : [...rest, change];
    });

  async function keep(next, counter = 0) {
    const boxes = {};
    for (const one of changes) if (!next.includes(one)) boxes[boxOf(one)] = null;
    for (const one of next) if (!changes.includes(one)) boxes[boxOf(one)] = one;
    for (const [visit, cells] of held) boxes[`cells/${visit}`] = cells;
    await vault.put(boxes, counter);
    changes = next;
  }

  // The next changes to send, of one visit; from here on their numbers stand for them.
  const nextBatch = () =>
    inTurn(async () => {
      const first = changes.find((one) => one.state === "waiting");
      if (!first) return [];
      let letters = 0;
      const fits = (one) => one === first || (letters += JSON.stringify(one.value).length) < LETTERS;
      const those = changes.filter((one) => one.state === "waiting" && one.visit === first.visit).slice(0, BATCH).filter(fits);
      await keep(changes.map((one) => (those.includes(one) ? { ...one, sent: true } : one)));
      const numbers = new Set(those.map((one) => one.number));
      return changes.filter((one) => numbers.has(one.number));
    });

  const settle = (batch, answers) =>
    inTurn(async () => {
      let next = changes;
      for (const answer of answers) {
        const change = next.find((one) => one.number === answer.number);
        if (!change) continue;
        const cells = { ...(await cellsOf(change.visit)) };
        const cell = cellOf(change);
        if (answer.state === "taken" || answer.state === "already") {
          next = next.filter((one) => one !== change);
          if (cells[cell]) cells[cell] = { ...cells[cell], revision: answer.revision };
          hasNews ||= ["photo", "voice_note"].includes(change.kind);
          held.set(change.visit, cells);
          continue;
        }
        hasNews = true;
        const those = answer.state === "conflict" ? next.filter((one) => one.visit === change.visit && cellOf(one) === cell) : [change];
        const said = { state: answer.state, stands: answer.stands || null, problem: answer.problem || "" };
        next = next.map((one) => (those.includes(one) ? { ...one, ...said } : one));
      }
      await keep(next);
    });

  // A person has chosen between what stands in the office and what was written here.
  const choose = async (visit, cell, whose) => {
    await inTurn(async () => {
      const those = pending(visit, cell);
      const mine = those[those.length - 1];
      const { stands } = those.find((one) => one.stands);
      const number = vault.row().counter + 1;
      const again = { ...mine, number, seen: stands.revision, state: "waiting", sent: false, stands: null, problem: "" };
      const added = whose === "mine" ? [again] : [];
      const value = whose === "mine" ? mine.value : stands.value;
      held.set(visit, { ...(await cellsOf(visit)), [cell]: { value, revision: stands.revision } });
      await keep([...changes.filter((one) => !those.includes(one)), ...added], number);
    });
  };

  // What the office has: cells that nobody waits with here are as they stand there.
  const learn = (fresh, measured) =>
    inTurn(async () => {
      const boxes = { package: { ...fresh, visits: fresh.visits.map(({ cells, ...visit }) => visit) }, clock: measured };
      for (const visit of fresh.visits) {
        const cells = { ...(await cellsOf(visit.key)) };
        const there = new Set();
        for (const [kind, name, revision, value] of visit.cells) {
          const cell = `${kind}/${name}`;
          there.add(cell);
          if (pending(visit.key, cell).length) continue;
          hasNews ||= !cells[cell] || cells[cell].revision !== revision;
          cells[cell] = { value, revision };
        }
        for (const cell of Object.keys(cells)) {
          if (there.has(cell) || pending(visit.key, cell).length) continue;
          hasNews = true;
          delete cells[cell];
        }
        held.set(visit.key, cells);
        boxes[`cells/${visit.key}`] = cells;
      }
      const known = new Set(fresh.visits.map((visit) => visit.key));
      for (const name of await vault.names("cells/")) {
        const visit = name.slice("cells/".length);
        if (known.has(visit) || changes.some((one) => one.visit === visit)) continue;
        boxes[name] = null;
        held.delete(visit);
        for (const piece of await vault.names(`piece/${visit}/`)) boxes[piece] = null;
      }
      await vault.put(boxes);
      told = boxes.package;
      clock = measured;
      const open = new Set(fresh.visits.filter((visit) => visit.is_open).map((visit) => visit.key));
      const again = (one) => (one.state === "locked" || one.state === "gone") && open.has(one.visit);
      if (changes.some(again)) await keep(changes.map((one) => (again(one) ? { ...one, state: "waiting", problem: "" } : one)));
    });

  Object.assign(chisoPhone, {
    log: {
      load, set, cellsOf, nextBatch, settle, choose, learn,
      told: () => told,
      clock: () => clock,
      changes: () => changes,
      // Whether a screen that was drawn before shows something else than what is known now; asked once.
      takeNews: () => {
        const had = hasNews;
        hasNews = false;
        return had;
      },
      waiting: () => changes.filter((one) => one.state === "waiting").length,
      withdraw: (change) => inTurn(() => keep(changes.filter((one) => one !== change))),
    },
  });
}
