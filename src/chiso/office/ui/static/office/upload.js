// Sends a chosen file in pieces while the form is filled in, and goes on where a broken line left off.
// Without this file the form carries the whole file by itself.

const LONGEST_PAUSE = 30000;

function start(box) {
  const form = box.closest("form");
  const input = box.querySelector("input[type=file]");
  const key = box.querySelector("input[name=upload]");
  const says = box.querySelector("[data-upload-says]");
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
  if (!input || !key || !window.fetch) return;
  let running = 0;

  const agency = () => box.dataset.agency || form.querySelector("[name=agency]").value;
  const keeps = () => {
    const ticked = form.querySelector("[name=keeps_metadata]");
    return Boolean(ticked && ticked.checked);
  };
  const remembered = (file) => `chiso-upload ${agency()} ${keeps()} ${file.name} ${file.size} ${file.lastModified}`;
  const call = (address, method, options) =>
    fetch(address, {
      method,
      credentials: "same-origin",
      redirect: "error",
      ...options,
      headers: { "X-CSRFToken": token, ...(options && options.headers) },
    });

  // Where an upload of this very file stands: one that was begun before, else a new one.
  async function begin(file) {
    const before = localStorage.getItem(remembered(file));
    if (before) {
      const answer = await call(before, "GET", {});
      if (answer.ok) return { address: before, told: await answer.json() };
      localStorage.removeItem(remembered(file));
    }
    const fields = new URLSearchParams({ agency: agency(), name: file.name, size: String(file.size) });
    if (keeps()) fields.set("keeps_metadata", "on");
    const answer = await call(box.dataset.upload, "POST", { body: fields });
    if (!answer.ok) return { problems: await problems(answer) };
    const address = answer.headers.get("Location");
    localStorage.setItem(remembered(file), address);
    return { address, told: await answer.json() };
  }

  async function problems(answer) {
    try {
      return (await answer.json()).problems || [];
    } catch {
      return [];
    }
  }

  // One piece; the offset from which to go on. A line that breaks is tried again, each time later.
  async function sendPiece(address, file, offset, piece, mine) {
    for (let pause = 1000; mine === running; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        const answer = await call(address, "PATCH", {
          headers: { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
          body: file.slice(offset, offset + piece),
        });
        const stands = answer.headers.get("Upload-Offset");
        if (answer.ok || answer.status === 409) return Number(stands);
        if (answer.status < 500) return { problems: await problems(answer) };
      } catch {
        // No line at present.
      }
      says.textContent = box.dataset.saysWaiting;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return { problems: [] };
  }

  function show(found) {
    says.textContent = found.map((one) => `${one.expected} ${one.mend} (${one.code})`).join(" ");
  }

  async function send(file) {
    const mine = ++running;
    key.value = "";
    const begun = await begin(file);
    if (mine !== running) return;
    if (begun.problems) {
      show(begun.problems);
      return;
    }
    let offset = begun.told.offset;
    const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    while (offset < file.size) {
      says.textContent = box.dataset.saysProgress
        .replace("{done}", megabytes(offset))
        .replace("{all}", megabytes(file.size));
      const next = await sendPiece(begun.address, file, offset, begun.told.piece, mine);
      if (mine !== running) return;
      if (typeof next !== "number" || Number.isNaN(next)) {
        localStorage.removeItem(remembered(file));
        show(next.problems || []);
        return;
      }
      offset = next;
    }
    key.value = begun.told.key;
    localStorage.removeItem(remembered(file));
    says.textContent = box.dataset.saysDone;
    // The bytes are there: the form carries the key in their place.
    input.value = "";
  }

  input.addEventListener("change", () => {
    if (input.files.length) send(input.files[0]).catch(() => running++);
  });
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-upload]").forEach(start));
