// The line to the office: what time it is there, what stands there, what is sent. Without one, nothing is lost.

{
  const { vault, log } = chisoPhone;

  class Apart extends Error {}

  async function call(address, options = {}) {
    const answer = await fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new Apart("signed_out");
    if (answer.status === 403) throw new Apart("no_right");
    if (answer.status === 404) return { status: 404, told: {} };
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.status >= 500 || !isJson) throw new TypeError(String(answer.status));
    return { status: answer.status, told: await answer.json() };
  }

  async function fetchPackage(addresses) {
    const sent = Date.now();
    const { told } = await call(addresses.package);
    const got = Date.now();
    return { told, measured: { offset: Math.round(Date.parse(told.now) - (sent + got) / 2), measured: got } };
  }

  const posting = (token, body, type) => ({ method: "POST", body, headers: { "X-CSRFToken": token, "Content-Type": type } });

  async function sendChanges(addresses, token) {
    for (let batch = await log.nextBatch(); batch.length; batch = await log.nextBatch()) {
      const visit = batch[0].visit;
      const changes = batch.map(({ number, kind, name, value, seen, at, offset }) => ({ number, kind, name, value, seen, at, offset }));
      const body = JSON.stringify({ device: vault.row().device, visit, changes });
      const { status, told } = await call(addresses.send, posting(token, body, "application/json"));
      if (status === 200) await log.settle(batch, told.answers);
      else {
        const problem = (told.problems || []).map((one) => `${one.expected} ${one.mend} (${one.code})`).join(" ");
        await log.settle(batch, batch.map(({ number }) => ({ number, state: status === 404 ? "gone" : "refused", problem })));
      }
    }
  }

  // Cells that name bytes: photographs, voice notes.
  const WITH_BYTES = ["photo", "voice_note"];
  const withBytes = async () => (await Promise.all(WITH_BYTES.map((kind) => vault.names(`${kind}/`)))).flat();

  // Bytes go after the change that names them; then this telephone keeps them no longer.
  async function sendBytes(addresses, token) {
    const refused = [];
    for (const name of await withBytes()) {
      const [kind, visit, of] = name.split("/");
      if (log.changes().some((one) => one.visit === visit && one.kind === kind && one.name === of)) continue;
      const isKnown = log.told().visits.some((one) => one.key === visit);
      const cell = (await log.cellsOf(visit))[`${kind}/${of}`];
      if (isKnown && !(cell && cell.value)) {
        // It was taken back: nothing names its bytes any more.
        await vault.put({ [name]: null });
        continue;
      }
      const bytes = await vault.get(name);
      if (!bytes) continue;
      const address = addresses[kind].replace("{visit}", visit).replace("{name}", of);
      const { status, told } = await call(address, posting(token, bytes, "application/octet-stream"));
      if (status === 200) await vault.put({ [name]: null });
      else refused.push(...(told.problems || []));
    }
    return refused;
  }

  // "sent", "nothing", "offline", "signed_out", "no_right" or "other" (the vault is of another account).
  async function exchange(addresses) {
    try {
      const { told, measured } = await fetchPackage(addresses);
      if (told.person !== vault.row().person) return { state: "other", refused: [] };
      await log.learn(told, measured);
      const had = log.waiting();
      await sendChanges(addresses, told.token);
      const refused = await sendBytes(addresses, told.token);
      if (had) {
        const after = await fetchPackage(addresses);
        await log.learn(after.told, after.measured);
      }
      return { state: had ? "sent" : "nothing", refused };
    } catch (error) {
      if (error instanceof Apart) return { state: error.message, refused: [] };
      if (error instanceof TypeError) return { state: "offline", refused: [] };
      throw error;
    }
  }

  Object.assign(chisoPhone, { line: { exchange, fetchPackage, withBytes } });
}
