// A free choice: two to six units of one year, or years of one unit, side by side. The choice stands in
// the address (?chi-so=papi&nam=2019&don-vi=ha-noi&don-vi=da-nang); the figures are read from the tables
// of the site. Words come from the page. Without this script the page lists what was made before.

const place = document.getElementById("choose");
const words = place?.dataset ?? {};
const language = document.documentElement.lang;
const MOST = 6;
const MOST_PLACES = 6;

const fill = (message, values) => message.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const named = (one) => one.name[language];

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

// Figures: whole numbers of units of the last place, so that a difference has no error of its own.
// A number of the tables has at most 15 digits, which its shortest text gives back.

function exact(number) {
  const written = /e/i.test(String(number)) ? number.toFixed(12) : String(number);
  const [whole, decimals = ""] = written.replace("-", "").split(".");
  const units = BigInt(whole + decimals);
  return { units: number < 0 ? -units : units, places: decimals.length };
}

function subtract(one, other) {
  const places = Math.max(one.places, other.places);
  const scaled = (figure) => figure.units * 10n ** BigInt(places - figure.places);
  return { units: scaled(one) - scaled(other), places };
}

/** Half away from zero, as on all pages; the whole number of units at `places`, without its sign. */
function rounded(figure, places) {
  const size = figure.units < 0n ? -figure.units : figure.units;
  if (figure.places <= places) return size * 10n ** BigInt(places - figure.places);
  const divisor = 10n ** BigInt(figure.places - places);
  return (2n * size + divisor) / (2n * divisor);
}

function written(figure, places) {
  const digits = String(rounded(figure, places)).padStart(places + 1, "0");
  const cut = digits.length - places;
  const group = language === "vi" ? "." : ",";
  const whole = digits.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, group);
  const sign = figure.units < 0n && /[1-9]/.test(digits) ? "−" : "";
  return sign + whole + (places ? (language === "vi" ? "," : ".") + digits.slice(cut) : "");
}

/** So many places that a difference that is none does not read as 0. */
function placesToTell(figure, places) {
  let enough = places;
  while (figure.units !== 0n && rounded(figure, enough) === 0n && enough < MOST_PLACES) enough += 1;
  return enough;
}

function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  if (sorted.length % 2) return exact(sorted[middle]);
  const [one, other] = [exact(sorted[middle - 1]), exact(sorted[middle])];
  const sum = subtract(one, { units: -other.units, places: other.places });
  return { units: sum.units * 5n, places: sum.places + 1 };
}

// Reading

async function readRows(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return (await answer.json()).rows;
}

const read = new Map();
/** The tables of a period: rows of criteria, points by unit and code, lines of the ranking by unit. */
function tablesOf(period) {
  if (!read.has(period.folder)) {
    const at = (name) => new URL(period.folder + name, new URL(words.tables, location.href));
    const all = ["criteria.json", "scores.json", "ranking.json"].map((name) => readRows(at(name)));
    read.set(period.folder, Promise.all(all).then(([criteria, scores, ranking]) => {
      const points = new Map();
      for (const row of scores) points.set(`${row.unit} ${row.code}`, row.points);
      const codes = new Map();
      for (const row of scores) {
        if (row.points !== null) codes.set(row.code, [...(codes.get(row.code) ?? []), row.points]);
      }
      const ranked = ranking.filter((row) => row.rank !== null);
      return {
        criteria: criteria.map((row) => ({
          code: row.code, isField: row.part_of === null,
          title: row[`title_${language}`] ?? row.title_vi ?? row.title_en ?? "",
        })),
        points, codes, ranking: new Map(ranking.map((row) => [row.unit, row])),
        totals: ranked.map((row) => row.score),
      };
    }));
  }
  return read.get(period.folder);
}

function codeIn(unit, period) {
  const [, , code, others = {}] = unit;
  return period.slug in others ? others[period.slug] : code;
}

// Drawing

/** A column: {name, tables, unit (code), isBroken}. The first is the reference. */
function table(index, columns, title, hasMedian) {
  const titles = new Map();
  for (const { tables } of columns) {
    for (const row of tables.criteria) {
      const key = `${row.code} ${row.title}`;
      if (!titles.has(key)) titles.set(key, row);
    }
  }
  const head = element("tr", {}, element("th", { scope: "col" }, words.component));
  for (const column of columns) head.append(element("th", { scope: "col", class: "num" }, column.name));
  const first = columns[0].tables;
  if (hasMedian) {
    for (const name of [words.highest, words.median]) {
      head.append(element("th", { scope: "col", class: "num" }, name));
    }
  }
  const body = element("tbody");
  const total = element("tr", {}, element("th", { scope: "row" }, element("strong", {}, words.total)));
  const scores = columns.map(({ tables, unit }) => tables.ranking.get(unit)?.score ?? null);
  columns.forEach((column, at) => {
    const line = column.tables.ranking.get(column.unit);
    const rank = line ? fill(words.rank, { rank: line.rank, of: line.of }) : "";
    total.append(cell(index, scores[at], at ? scores[0] : null, column.isBroken, rank));
  });
  if (hasMedian) total.append(...summary(index, first.totals));
  body.append(total);
  for (const row of titles.values()) {
    const dot = row.code.includes(".") ? "" : ".";
    const name = `${row.code}${dot} ${row.title}`;
    const line = element("tr", {}, element("th", { scope: "row" }, row.isField ? element("strong", {}, name) : name));
    const found = columns.map(({ tables, unit }) =>
      tables.criteria.some((one) => one.code === row.code && one.title === row.title)
        ? tables.points.get(`${unit} ${row.code}`) ?? null : null);
    columns.forEach((column, at) => line.append(cell(index, found[at], at ? found[0] : null, column.isBroken, "")));
    if (hasMedian) line.append(...summary(index, first.codes.get(row.code) ?? []));
    body.append(line);
  }
  const caption = element("caption", { class: "hidden-text" }, title);
  const drawn = element("table", { class: "table dense sticky-first" }, caption, element("thead", {}, head), body);
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, drawn);
}

function cell(index, value, reference, isBroken, rank) {
  if (value === null) return element("td", { class: "num" }, element("span", { class: "missing" }, words.none));
  const figure = exact(value);
  const made = element("td", { class: "num" }, element("strong", {}, written(figure, index.places)));
  if (rank) made.append(element("br"), element("small", {}, rank));
  if (reference !== null && isBroken) {
    made.append(element("br"), element("small", { class: "missing" }, words.broken));
  } else if (reference !== null) {
    const difference = subtract(figure, exact(reference));
    const size = written({ ...difference, units: difference.units < 0n ? -difference.units : difference.units },
      placesToTell(difference, index.places));
    const [said, kind] = difference.units === 0n ? [words.same, ""]
      : difference.units < 0n ? [fill(words.less, { amount: size }), " down plain"]
        : [fill(words.more, { amount: size }), " up plain"];
    const shown = element("span", { class: `delta${kind}` });
    if (kind) shown.append(element("span", { class: "hidden-text" }, said), element("span", { "aria-hidden": "true" }, size));
    else shown.append(said);
    made.append(element("br"), shown);
  }
  return made;
}

function summary(index, numbers) {
  if (!numbers.length) return [element("td"), element("td")];
  const highest = exact(numbers.reduce((one, other) => Math.max(one, other)));
  return [highest, median(numbers)].map((figure) => element("td", { class: "num" }, written(figure, index.places)));
}

async function draw(shown, choice) {
  const { index, periods, units } = choice;
  const isYears = periods.length > 1;
  const status = element("p", { role: "status" }, words.reading);
  shown.replaceChildren(status);
  try {
    const tables = await Promise.all(periods.map(tablesOf));
    const order = index.periods;
    const isBroken = (period) => {
      const [from, to] = [order.indexOf(periods[0]), order.indexOf(period)].sort((one, other) => one - other);
      return order.slice(from + 1, to + 1).some((one) => one.is_break);
    };
    const columns = isYears
      ? periods.map((period, at) => ({
          name: named(period), tables: tables[at], unit: codeIn(units[0], period), isBroken: isBroken(period),
        }))
      : units.map((unit) => ({
          name: unit[1], tables: tables[0], unit: codeIn(unit, periods[0]), isBroken: false,
        }));
    const about = isYears ? `${named(index)}, ${units[0][1]}` : `${named(index)} ${named(periods[0])}`;
    const title = fill(words.title, { index: about, names: columns.map((one) => one.name).join(", ") });
    const heading = element("h2", { id: "chosen", tabindex: "-1" }, title);
    const against = fill(isYears ? words.againstYears : words.against, { reference: columns[0].name });
    shown.replaceChildren(heading, element("p", {}, against), table(index, columns, title, !isYears));
  } catch (error) {
    status.textContent = `${words.failed} (${error.message})`;
  }
}

// Choosing

function select(name, label, options, chosen, empty = null) {
  const id = `chon-${label.replace(/\s+/g, "-")}`;
  const made = element("select", { id, name, class: "select" });
  if (empty !== null) made.append(element("option", { value: "" }, empty));
  for (const [value, text] of options) made.append(element("option", { value }, text));
  made.value = options.some(([value]) => value === chosen) ? chosen : empty !== null ? "" : options[0]?.[0] ?? "";
  return element("div", { class: "field" }, element("label", { for: id }, label), made);
}

function choiceOf(indices, query) {
  const index = indices.find((one) => one.id === query.get("chi-so")) ?? indices[0];
  const find = (all, keys, key) => [...new Set(keys)]
    .map((wanted) => all.find((one) => key(one) === wanted)).filter(Boolean).slice(0, MOST);
  const periods = find(index.periods, query.getAll("nam"), (one) => one.slug);
  const units = find(index.units, query.getAll("don-vi"), (one) => one[0]);
  return { index, periods, units };
}

function form(indices, choice, shown) {
  const made = element("form", { method: "get", class: "stack panel" });
  const first = element("div", { class: "fields" });
  const slots = element("div", { class: "fields" });
  const note = element("p", { role: "status" });
  const indexField = select("chi-so", words.index, indices.map((one) => [one.id, named(one)]), choice.index.id);
  const modeField = select("", words.what, [["units", words.units], ["years", words.years]],
    choice.periods.length > 1 ? "years" : "units");
  first.append(indexField, modeField);
  const [indexSelect, modeSelect] = [indexField, modeField].map((field) => field.querySelector("select"));

  function fillSlots(periods, units) {
    const index = indices.find((one) => one.id === indexSelect.value);
    const mayUnits = index.units.length > 1;
    const mayYears = index.periods.length > 1;
    if (!mayUnits) modeSelect.value = "years";
    if (!mayYears) modeSelect.value = "units";
    modeField.hidden = !(mayUnits && mayYears);
    const isYears = modeSelect.value === "years";
    const periodOptions = [...index.periods].reverse().map((one) => [one.slug, named(one)]);
    const unitOptions = [...index.units].map((one) => [one[0], one[1]]);
    const many = (name, label, options, chosen) => Array.from(
      { length: Math.min(MOST, options.length) },
      (_, at) => select(name, fill(label, { number: at + 1 }), options, chosen[at] ?? (at < 2 ? options[at][0] : ""),
        at < 2 ? null : words.nobody));
    slots.replaceChildren(...(isYears
      ? [select("don-vi", words.oneUnit, unitOptions, units[0]), ...many("nam", words.year, periodOptions, periods)]
      : [select("nam", words.oneYear, periodOptions, periods[0]), ...many("don-vi", words.unit, unitOptions, units)]));
  }

  indexSelect.addEventListener("change", () => fillSlots([], []));
  modeSelect.addEventListener("change", () => fillSlots([], []));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams([...new FormData(made)].filter(([name, value]) => name && value));
    const chosen = choiceOf(indices, query);
    if (Math.max(chosen.periods.length, chosen.units.length) < 2) {
      note.textContent = words.few;
      return;
    }
    note.textContent = "";
    history.pushState(null, "", `?${query}`);
    draw(shown, chosen).then(() => document.getElementById("chosen")?.focus());
  });
  fillSlots(choice.periods.map((one) => one.slug), choice.units.map((one) => one[0]));
  made.append(first, slots, note, element("p", {}, element("button", { class: "button" }, words.show)));
  return made;
}

async function start() {
  const answer = await fetch(new URL(words.tables, location.href));
  if (!answer.ok) return;
  const { indices } = await answer.json();
  for (const index of indices) {
    const order = new Intl.Collator("vi");
    index.units.sort((one, other) => order.compare(one[1], other[1]));
  }
  const shown = element("div", { class: "stack section" });
  const show = () => {
    const choice = choiceOf(indices, new URLSearchParams(location.search));
    place.replaceChildren(form(indices, choice, shown), shown);
    shown.replaceChildren();
    const count = choice.periods.length && choice.units.length;
    if (count && Math.max(choice.periods.length, choice.units.length) > 1) draw(shown, choice);
  };
  addEventListener("popstate", show);
  show();
}

if (place?.dataset.tables) start();
