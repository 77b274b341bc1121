// Narrows the list of units as the reader types. Without this script the whole list stands there.
// Its words come from the page; the address may hold what is looked for: ?tim=ha+noi

const place = document.getElementById("find");
const units = [...document.querySelectorAll(".names li")].map((item) => ({
  item,
  text: plain(`${item.firstElementChild?.textContent ?? item.textContent} ${item.dataset.code}`),
}));

/** Small letters without marks, so that "ha noi" finds Hà Nội. */
function plain(written) {
  return written
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/đ/g, "d")
    .replace(/\s+/g, " ")
    .trim();
}

function narrow(wanted) {
  const parts = plain(wanted).split(" ").filter(Boolean);
  let shown = 0;
  for (const { item, text } of units) {
    item.hidden = !parts.every((part) => text.includes(part));
    if (!item.hidden) shown += 1;
  }
  for (const section of document.querySelectorAll("main .section")) {
    section.hidden = !section.querySelector(".names li:not([hidden])");
  }
  const { found, none } = place.dataset;
  return shown ? found.replace("{shown}", shown).replace("{all}", units.length) : none;
}

function build() {
  const form = document.createElement("form");
  form.className = "filter-bar";
  form.setAttribute("role", "search");
  const field = document.createElement("div");
  field.className = "field grow";
  const label = document.createElement("label");
  label.htmlFor = "tim";
  label.textContent = place.dataset.label;
  const hint = document.createElement("p");
  hint.className = "hint";
  hint.id = "tim-hint";
  hint.textContent = place.dataset.hint;
  const input = document.createElement("input");
  Object.assign(input, { id: "tim", name: "tim", type: "search", className: "input", autocomplete: "off" });
  input.setAttribute("aria-describedby", "tim-hint");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  field.append(label, hint, input);
  form.append(field, status);
  place.append(form);

  input.value = new URLSearchParams(location.search).get("tim") ?? "";
  const show = () => {
    status.textContent = narrow(input.value);
  };
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
}

if (place) build();
