// The sample of dossiers and the digest of a record, by the very rules of the office (chiso.inspection.dossiers,
// chiso.office.inspections.cells): whoever has the seed draws again, whoever has the cells finds the digest.

{
  const MOST = 5000;
  const RANGE = /^([0-9]{1,9})[ \t]*(?:-|–|\.\.)[ \t]*([0-9]{1,9})$/;

  // The dossiers that are meant, one a line or a range; null where none can be drawn.
  function labelsIn(written) {
    const found = new Set();
    for (const line of written.split(/\r\n|\r|\n/)) {
      const label = line.replace(/^[ \t]+|[ \t]+$/g, "");
      const range = RANGE.exec(label);
      if (!range) {
        if (label) found.add(label);
        continue;
      }
      const [first, last] = [Number(range[1]), Number(range[2])];
      if (last < first || last - first >= MOST) return null;
      for (let number = first; number <= last; number++) found.add(String(number));
    }
    const labels = [...found];
    if (!labels.length || labels.length > MOST || labels.some((label) => [...label].length > 80)) return null;
    return labels;
  }

  async function draw(seed, labels, count) {
    const numbered = [];
    for (const label of labels) numbered.push([await chisoPhone.sha256(`${seed}\nfile\n${label}`), label]);
    numbered.sort(([one], [other]) => (one < other ? -1 : 1));
    return numbered.slice(0, count).map(([, label]) => label);
  }

  function sorted(value) {
    if (Array.isArray(value)) return value.map(sorted);
    if (!value || typeof value !== "object") return value;
    return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
  }

  const unsigned = new Set(["part/signature-inspector", "part/signature-official", "part/ended"]);

  function digest(cells) {
    const rows = Object.entries(cells)
      .filter(([cell, { value }]) => value !== null && !unsigned.has(cell))
      .map(([cell, { value }]) => [cell.slice(0, cell.indexOf("/")), cell.slice(cell.indexOf("/") + 1), sorted(value)])
      .sort(([kind, name], [otherKind, otherName]) => (kind < otherKind || (kind === otherKind && name < otherName) ? -1 : 1));
    return chisoPhone.sha256(JSON.stringify(rows));
  }

  Object.assign(chisoPhone, { sample: { labelsIn, draw }, digest });
}
