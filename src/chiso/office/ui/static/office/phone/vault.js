// What a visit writes on this telephone: encrypted, on the disk before it counts as saved, whole or not at all.
//
// A random key encrypts every box (AES-GCM, the box's name bound in). The PIN opens that key alone
// (PBKDF2-SHA-256). A wrong PIN costs a pause that grows and is counted before it is tried.

const chisoPhone = {};

{
  const ROUNDS = 600000;
  const FREE_TRIES = 3;
  const FIRST_PAUSE = 5;
  const LONGEST_PAUSE = 900;
  const RESERVE = 500000;
  const NAME = "chiso-visits";
  // Whoever signs out on this telephone leaves the visits on it (`page.js`).
  const MARK = "chiso-visits-here";
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let database = null;
  let row = null;
  let key = null;
  let turn = Promise.resolve();

  const random = (length) => crypto.getRandomValues(new Uint8Array(length));
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (one) => one.toString(16).padStart(2, "0")).join("");

  const asked = (request) =>
    new Promise((done, fail) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });

  async function open() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("vault");
      request.result.createObjectStore("boxes");
    };
    database = await asked(request);
    row = (await asked(database.transaction("vault").objectStore("vault").get("row"))) || null;
    if (row) mark();
  }

  const mark = () => {
    try {
      localStorage.setItem(MARK, "1");
    } catch {
      // No room: the next opening tries again.
    }
  };

  // One transaction; it counts once the disk has it.
  function write(change) {
    return new Promise((done, fail) => {
      const transaction = database.transaction(["vault", "boxes"], "readwrite", { durability: "strict" });
      transaction.oncomplete = () => done();
      transaction.onabort = () => fail(transaction.error || new DOMException("aborted", "AbortError"));
      try {
        change(transaction.objectStore("vault"), transaction.objectStore("boxes"));
      } catch (error) {
        transaction.abort();
        fail(error);
      }
    });
  }

  async function keyOfPin(pin, salt, rounds) {
    const raw = await crypto.subtle.importKey("raw", encoder.encode(pin.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
    return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
  }

  const unwrap = (wrapping) =>
    crypto.subtle.unwrapKey("raw", row.wrapped, wrapping, { name: "AES-GCM", iv: row.iv }, "AES-GCM", false, ["encrypt", "decrypt"]);

  async function make(pin, person) {
    const salt = random(16);
    const iv = random(12);
    const wrapping = await keyOfPin(pin, salt, ROUNDS);
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
    const wrapped = await crypto.subtle.wrapKey("raw", made, wrapping, { name: "AES-GCM", iv });
    const next = { salt, iv, wrapped, rounds: ROUNDS, wrong: 0, until: 0, device: hex(random(16)), counter: 0, person };
    await write((vault) => vault.add(next, "row"));
    mark();
    row = next;
    key = await unwrap(wrapping);
  }

  // {state: "open"}, {state: "wrong", seconds} or {state: "wait", seconds}; nothing is lost by a wrong PIN.
  async function unlock(pin) {
    const now = Date.now();
    const left = Math.min(row.until - now, LONGEST_PAUSE * 1000);
    if (left > 0) return { state: "wait", seconds: Math.ceil(left / 1000) };
    const wrong = row.wrong + 1;
    const seconds = wrong < FREE_TRIES ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (wrong - FREE_TRIES));
    row = { ...row, wrong, until: now + 1000 * seconds };
    await write((vault) => vault.put(row, "row"));
    try {
      key = await unwrap(await keyOfPin(pin, row.salt, row.rounds));
    } catch {
      return { state: "wrong", seconds };
    }
    row = { ...row, wrong: 0, until: 0 };
    await write((vault) => vault.put(row, "row"));
    return { state: "open" };
  }

  async function seal(name, value) {
    const isRaw = value instanceof Uint8Array;
    const iv = random(12);
    const plain = isRaw ? value : encoder.encode(JSON.stringify(value));
    const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: encoder.encode(name) }, key, plain);
    return { iv, bytes, isRaw };
  }

  async function unseal(name, box) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv, additionalData: encoder.encode(name) }, key, box.bytes);
    return box.isRaw ? new Uint8Array(plain) : JSON.parse(decoder.decode(plain));
  }

  // Boxes by name, null to remove one: all of them, or none and an error (QuotaExceededError: the phone is full).
  // One write after the other: each takes the row as the one before it left it.
  const put = (boxes, counter = 0) => {
    const done = turn.then(() => store(boxes, counter));
    turn = done.catch(() => {});
    return done;
  };

  async function store(boxes, counter) {
    const sealed = [];
    for (const [name, value] of Object.entries(boxes)) sealed.push([name, value === null ? null : await seal(name, value)]);
    const next = { ...row, counter: Math.max(counter, row.counter) };
    const change = (vault, kept) => {
      for (const [name, box] of sealed) {
        if (box === null) kept.delete(name);
        else kept.put(box, name);
      }
      vault.put(next, "row");
    };
    try {
      await write(change);
    } catch (error) {
      if (!isFull(error) || !(await hasReserve())) throw error;
      await write((vault, kept) => kept.delete("reserve"));
      await write(change);
    }
    row = next;
  }

  async function get(name) {
    const box = await asked(database.transaction("boxes").objectStore("boxes").get(name));
    return box ? unseal(name, box) : null;
  }

  function names(prefix) {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    return asked(database.transaction("boxes").objectStore("boxes").getAllKeys(range));
  }

  async function remove() {
    database.close();
    await asked(indexedDB.deleteDatabase(NAME));
    localStorage.removeItem(MARK);
  }

  // At random, since browsers pack what they keep.
  function noise(length) {
    const made = new Uint8Array(length);
    for (let at = 0; at < length; at += 65536) crypto.getRandomValues(made.subarray(at, Math.min(length, at + 65536)));
    return made;
  }

  const isFull = (error) => error.name === "QuotaExceededError";

  // Whether so many bytes still fit: browsers do not say how much is left, so that many are written and taken out.
  async function fits(size) {
    try {
      await write((vault, kept) => kept.put({ bytes: noise(size) }, "probe"));
    } catch (error) {
      if (isFull(error)) return false;
      throw error;
    }
    await write((vault, kept) => kept.delete("probe"));
    return true;
  }

  // Room that is held back: what is written when the phone is full takes its place, and the page says so.
  async function reserve() {
    if (await hasReserve()) return;
    if (await fits(2 * RESERVE)) await write((vault, kept) => kept.put({ bytes: noise(RESERVE) }, "reserve"));
  }

  const hasReserve = () => asked(database.transaction("boxes").objectStore("boxes").getKey("reserve"));

  Object.assign(chisoPhone, {
    random,
    hex,
    sha256: async (bytes) => hex(await crypto.subtle.digest("SHA-256", typeof bytes === "string" ? encoder.encode(bytes) : bytes)),
    vault: { open, make, unlock, put, get, names, remove, fits, reserve, hasReserve, row: () => row },
  });
}
