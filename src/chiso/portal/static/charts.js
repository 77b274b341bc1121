// Opens the chart to explore below its link, when a reader asks for it. Until then nothing of it is loaded;
// without this script the link leads to a drawing. Words and addresses come from the page.

let library = null;

/** Load the drawing library once, as a file of this site. */
function loadLibrary(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => {
      library = null;
      reject(new Error(address));
    });
    document.head.append(script);
  });
  return library;
}

function loadStyle(address) {
  if (document.querySelector(`link[href="${address}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
}

async function loadSpec(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(address);
  return response.json();
}

/** The unit of the page is chosen first, if the chart knows it. */
function choose(spec, unit) {
  const choice = spec.params.find((one) => one.name === "unit");
  if (choice && choice.bind.options.includes(unit)) choice.value = unit;
}

async function open(link) {
  const { spec: address, library: script, style, unit, loading, ready, failed } = link.dataset;
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  link.closest("p").after(status);
  status.textContent = loading;
  link.removeAttribute("data-spec");
  try {
    loadStyle(style);
    const [spec] = await Promise.all([loadSpec(address), loadLibrary(script)]);
    choose(spec, unit);
    const place = document.createElement("div");
    place.className = "interactive panel";
    status.after(place);
    // The chart is as wide as what holds it: a panel would count its padding.
    const ground = place.appendChild(document.createElement("div"));
    await window.vegaEmbed(ground, spec, {
      mode: "vega-lite",
      ast: true,
      actions: false,
      renderer: "svg",
      defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
      formatLocale: spec.usermeta.locale,
    });
    place.prepend(...ground.querySelectorAll(".vega-bindings"));
    status.textContent = ready;
    place.querySelector("select")?.focus();
  } catch {
    status.textContent = failed;
    link.dataset.spec = address;
  }
}

for (const link of document.querySelectorAll("a[data-spec]")) {
  link.addEventListener("click", (event) => {
    if (!link.dataset.spec || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
}
