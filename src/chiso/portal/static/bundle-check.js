/* Checks a bundle in the browser: archive, hashes, seals, sums and ranks of the ranking.

   The same rules, in the same order and under the same codes as "chiso verify", as far as they go: here
   sums and ranks are added up from scores.csv, while the command scores every answer again, and looks at
   estimates, intervals, how sure ranks are, composite indices, and what the bundle says of its tables as well.
   Nothing is sent anywhere. Hashes and signatures come from the browser's own WebCrypto.

   chisoBundle.check(bytes, site) resolves to
     { content, publication, decision, findings: [{part, state, word, values}], differences: [{code, place, word}] }
   and rejects with chisoBundle.Refused where the file is no bundle, or not a safe one.
   `word` names a sentence that the page holds in its own language. */
"use strict";

globalThis.chisoBundle = (() => {
  const LARGEST = 512 * 1024 * 1024;
  const MOST_MEMBERS = 4096;
  const NEEDED = ["README.txt", "datapackage.json", "manifest.json", "publication.json"];
  const BESIDE = ["decision.json", "decision.pdf"];
  const SLUG = "[a-z0-9](?:[a-z0-9_-]|\\.(?=[a-z0-9]))*";
  const FILES_OF_RUN =
    "run\\.json|inputs/framework\\.json|inputs/answers\\.csv|inputs/units\\.csv|inputs/estimates\\.csv|inputs/estimates\\.json|intervals\\.csv|ranking\\.csv|scores\\.csv|classes\\.csv";
  const FILES_OF_ROBUSTNESS = "robustness\\.json|histogram\\.csv|pairs\\.csv|errors\\.csv";
  const FILES_OF_COMPOSITE =
    "plan\\.json|(?:figures|units|ranking|weights|treatment)\\.csv|stages/(?:denominated|imputed|screened|treated|normalised|aggregated)\\.csv";
  const RUN = new RegExp(`^runs/(${SLUG})/(${FILES_OF_RUN}|composite/(?:${FILES_OF_COMPOSITE})|robustness/${SLUG}/(?:${FILES_OF_ROBUSTNESS}))$`);
  const CARRIED_OVER = new RegExp(`^carried_over/${SLUG}\\.csv$`);
  const SEAL = /^seals\/([0-9a-f]{16})\.json$/;
  const PURPOSE = "chiso-seal/1\0";
  const HASH = /^[0-9a-f]{64}$/;

  class Refused extends Error {
    constructor(code, place, word) {
      super(code);
      Object.assign(this, { code, place, word });
    }
  }

  const isKnown = (name) =>
    NEEDED.includes(name) || BESIDE.includes(name) || [RUN, CARRIED_OVER, SEAL].some((form) => form.test(name));
  // A bundle with one of these members is of format 2, one with results on how sure ranks are of format 3, one
  // with a composite index of format 4.
  const OF_ESTIMATES = ["inputs/estimates.csv", "inputs/estimates.json", "intervals.csv"];
  const formatOf = (names) => {
    const files = names.map((name) => RUN.exec(name)?.[2] ?? "");
    if (files.some((file) => file.startsWith("composite/"))) return "chiso-bundle/4";
    if (files.some((file) => file.startsWith("robustness/"))) return "chiso-bundle/3";
    return files.some((file) => OF_ESTIMATES.includes(file)) ? "chiso-bundle/2" : "chiso-bundle/1";
  };
  const isContent = (name) => name !== "manifest.json" && !BESIDE.includes(name) && !SEAL.test(name);
  const isSafe = (name) =>
    /^[\x20-\x7e]+$/.test(name) &&
    name.split("/").every((part) => !["", ".", ".."].includes(part) && !/[\\:]/.test(part));

  /* ── archive (PKWARE APPNOTE 6.3.10, 4.3.7, 4.3.12, 4.3.16): plainly stored members, nothing between ── */

  function readArchive(bytes) {
    if (bytes.length > LARGEST) throw new Refused("CH-4002", "", "too-large");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const closing = bytes.length - 22;
    if (closing < 0 || view.getUint32(closing, true) !== 0x06054b50) throw new Refused("CH-4003", "", "no-archive");
    const [disk, firstDisk, here, count] = [4, 6, 8, 10].map((at) => view.getUint16(closing + at, true));
    const [length, directory] = [12, 16].map((at) => view.getUint32(closing + at, true));
    const comment = view.getUint16(closing + 20, true);
    if (disk || firstDisk || here !== count || comment || directory + length !== closing)
      throw new Refused("CH-4003", "", "no-archive");
    if (count > MOST_MEMBERS) throw new Refused("CH-4002", "", "too-large");
    const entries = readDirectory(bytes, view, directory, closing, count);
    const seen = new Set();
    for (const entry of entries) {
      if (!isSafe(entry.name)) throw new Refused("CH-4006", entry.name, "unsafe-name");
      if (!isKnown(entry.name)) throw new Refused("CH-4007", entry.name, "unknown-member");
      if (seen.has(entry.name.toLowerCase())) throw new Refused("CH-4008", entry.name, "member-twice");
      seen.add(entry.name.toLowerCase());
      if (entry.flags & ~0x0800 || entry.method || entry.packed !== entry.size || entry.needed > 20 || entry.rest)
        throw new Refused("CH-4004", entry.name, "not-plainly-stored");
      const kind = (entry.attributes >>> 16) & 0o170000;
      if (![0, 0o100000].includes(kind) || entry.attributes & 0x18) throw new Refused("CH-4005", entry.name, "no-plain-file");
    }
    const members = readMembers(bytes, view, entries, directory);
    for (const name of NEEDED) if (!members.has(name)) throw new Refused("CH-4010", name, "member-missing");
    return members;
  }

  function readDirectory(bytes, view, directory, closing, count) {
    const entries = [];
    let at = directory;
    for (let number = 0; number < count; number += 1) {
      if (at + 46 > closing || view.getUint32(at, true) !== 0x02014b50) throw new Refused("CH-4009", "", "contradiction");
      const [nameLength, extra, remark, disk] = [28, 30, 32, 34].map((place) => view.getUint16(at + place, true));
      const name = String.fromCharCode(...bytes.subarray(at + 46, at + 46 + nameLength));
      const [needed, flags, method] = [6, 8, 10].map((place) => view.getUint16(at + place, true));
      const [crc, packed, size] = [16, 20, 24].map((place) => view.getUint32(at + place, true));
      const [attributes, offset] = [38, 42].map((place) => view.getUint32(at + place, true));
      // From "version needed" to "size" both headers of a member hold the same 22 bytes.
      const stated = bytes.subarray(at + 6, at + 28);
      entries.push({ name, needed, flags, method, crc, packed, size, attributes, offset, stated, nameLength, rest: extra || remark || disk });
      at += 46 + nameLength + extra + remark;
    }
    if (at !== closing) throw new Refused("CH-4009", "", "contradiction");
    return entries;
  }

  function readMembers(bytes, view, entries, directory) {
    const members = new Map();
    let position = 0;
    for (const entry of [...entries].sort((one, other) => one.offset - other.offset)) {
      const start = entry.offset + 30 + entry.nameLength;
      if (entry.offset !== position || start + entry.size > directory) throw new Refused("CH-4009", entry.name, "contradiction");
      const name = String.fromCharCode(...bytes.subarray(entry.offset + 30, start));
      const isSame =
        view.getUint32(entry.offset, true) === 0x04034b50 &&
        entry.stated.every((byte, at) => byte === bytes[entry.offset + 4 + at]) &&
        view.getUint16(entry.offset + 26, true) === entry.nameLength &&
        view.getUint16(entry.offset + 28, true) === 0 &&
        name === entry.name;
      if (!isSame) throw new Refused("CH-4009", entry.name, "contradiction");
      members.set(entry.name, { bytes: bytes.subarray(start, start + entry.size), crc: entry.crc });
      position = start + entry.size;
    }
    if (position !== directory) throw new Refused("CH-4009", "", "contradiction");
    return members;
  }

  const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, number) => {
    let rest = number;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  });

  function crcOf(bytes) {
    let crc = 0xffffffff;
    for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
    return (crc ^ 0xffffffff) >>> 0;
  }

  /* ── records: one notation (canonical JSON), so that nothing can stand twice or be read in two ways ── */

  const utf8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const toBytes = (written) => new TextEncoder().encode(written);
  const toHex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const fromHex = (written) => Uint8Array.from(written.match(/../g) || [], (pair) => parseInt(pair, 16));
  const sha256 = async (bytes) => toHex(await crypto.subtle.digest("SHA-256", bytes));

  function canonical(tree) {
    const sorted = (value) =>
      Array.isArray(value)
        ? value.map(sorted)
        : value && typeof value === "object"
          ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
          : value;
    return JSON.stringify(sorted(tree)).normalize("NFC");
  }

  function readRecord(member, format) {
    try {
      const written = utf8(member.bytes);
      const record = JSON.parse(written);
      if (record && typeof record === "object" && canonical(record) === written && (!format || record.format === format)) return record;
    } catch (fault) {
      if (!(fault instanceof SyntaxError || fault instanceof TypeError)) throw fault;
    }
    return null;
  }

  /* ── the steps ── */

  async function checkHashes(members, manifest, report) {
    const present = [...members.keys()].filter(isContent);
    const stated = manifest.members;
    let agreeing = 0;
    for (const name of [...new Set([...present, ...Object.keys(stated)])].sort()) {
      if (!Object.hasOwn(stated, name) || !members.has(name)) report.differ("CH-4021", name, "member-not-listed");
      else if (members.get(name).bytes.length !== stated[name].bytes || (await sha256(members.get(name).bytes)) !== stated[name].sha256)
        report.differ("CH-4020", name, "hash-differs");
      else agreeing += 1;
    }
    for (const [name, member] of members) if (crcOf(member.bytes) !== member.crc) report.differ("CH-4023", name, "damaged");
    report.find("hashes", report.differences.length ? "bad" : "good", "hashes-agree", { count: agreeing, all: present.length });
  }

  async function canVerifySignatures() {
    try {
      await crypto.subtle.importKey("raw", new Uint8Array(32).fill(1), { name: "Ed25519" }, false, ["verify"]);
      return true;
    } catch (fault) {
      // NotSupportedError: the browser knows no Ed25519; DataError: it knows it and dislikes these bytes.
      return fault.name === "DataError";
    }
  }

  async function isSigned(statement, signature) {
    try {
      const key = await crypto.subtle.importKey("raw", fromHex(statement.public_key), { name: "Ed25519" }, false, ["verify"]);
      return await crypto.subtle.verify({ name: "Ed25519" }, key, fromHex(signature), toBytes(PURPOSE + canonical(statement)));
    } catch (fault) {
      if (fault.name === "DataError") return false;
      throw fault;
    }
  }

  async function checkSeals(members, content, decision, site, report) {
    const names = [...members.keys()].filter((name) => SEAL.test(name)).sort();
    if (!names.length) report.find("seals", "warn", "no-seal", {});
    const canSign = names.length ? await canVerifySignatures() : true;
    if (!canSign) report.find("seals", "warn", "no-ed25519", {});
    const beside = {};
    for (const name of BESIDE) if (members.has(name)) beside[name] = await sha256(members.get(name).bytes);
    for (const name of names) {
      const seal = readRecord(members.get(name));
      const said = seal && seal.statement;
      const keyId = SEAL.exec(name)[1];
      const isWellFormed =
        said && said.format === "chiso-seal/1" && HASH.test(said.public_key) && /^[0-9a-f]{128}$/.test(seal.signature);
      if (!isWellFormed) report.differ("CH-4114", name, "seal-malformed");
      else if (said.key_id !== keyId || (await sha256(fromHex(said.public_key))).slice(0, 16) !== keyId)
        report.differ("CH-4110", name, "seal-key-id");
      else if (canSign && !(await isSigned(said, seal.signature))) report.differ("CH-4111", name, "seal-signature");
      else if (said.content !== content) report.differ("CH-4112", name, "seal-other-content");
      else if (canonical(said.beside) !== canonical(beside)) report.differ("CH-4113", name, "seal-decision");
      else if (canSign) sayWhoSealed(said, decision, site, report);
    }
  }

  function sayWhoSealed(said, decision, site, report) {
    const day = decision && decision.date;
    const isOutside = day && ((said.valid_from && day < said.valid_from) || (said.valid_until && said.valid_until < day));
    const values = { owner: said.owner || "", key: said.key_id };
    if (site.revoked.includes(said.public_key)) report.find("seals", "warn", "key-revoked", values);
    else if (!site.trusted.includes(said.public_key)) report.find("seals", "warn", "foreign-key", values);
    else if (isOutside) report.find("seals", "warn", "key-outside-validity", values);
    else report.find("seals", "good", "trusted-key", values);
  }

  function checkAgainstSite(content, site, report) {
    const known = site.contents[content];
    // The content is named by its list of fingerprints; that list says nothing of files that do not fit it.
    if (known && report.differences.some(({ code }) => ["CH-4020", "CH-4021"].includes(code)))
      report.find("site", "bad", "site-list-only", { title: known.title });
    else if (known) report.find("site", known.state === "withdrawn" ? "bad" : known.state === "stands" ? "good" : "warn", `site-${known.state}`, { title: known.title });
    else report.find("site", "warn", "site-unknown", {});
  }

  async function check(bytes, site) {
    const report = {
      findings: [],
      differences: [],
      find(part, state, word, values) { this.findings.push({ part, state, word, values }); },
      differ(code, place, word) { this.differences.push({ code, place, word }); },
    };
    const members = readArchive(bytes);
    report.find("archive", "good", "archive-read", { count: members.size });
    const content = await sha256(members.get("manifest.json").bytes);
    const manifest = readRecord(members.get("manifest.json"), "chiso-manifest/1");
    const publication = readRecord(members.get("publication.json"), "chiso-bundle/1") ??
      readRecord(members.get("publication.json"), "chiso-bundle/2") ??
      readRecord(members.get("publication.json"), "chiso-bundle/3") ??
      readRecord(members.get("publication.json"), "chiso-bundle/4");
    const decision = members.has("decision.json") ? readRecord(members.get("decision.json"), "chiso-decision/1") : null;
    if (!manifest) report.differ("CH-4024", "manifest.json", "malformed");
    else await checkHashes(members, manifest, report);
    if (!publication) report.differ("CH-4024", "publication.json", "malformed");
    else if (publication.format !== formatOf([...members.keys()])) report.differ("CH-4027", "publication.json", "format-differs");
    if (members.has("decision.json") && !decision) report.differ("CH-4024", "decision.json", "malformed");
    await checkSeals(members, content, decision, site, report);
    checkAgainstSite(content, site, report);
    const runs = [...members.keys()].map((name) => RUN.exec(name)).filter((found) => found && found[2] === "ranking.csv");
    for (const [, run] of runs.sort()) globalThis.chisoSums.checkRun(run, (file) => members.get(`runs/${run}/${file}`), report);
    const composites = [...members.keys()].map((name) => RUN.exec(name)).filter((found) => found && found[2] === "composite/plan.json");
    for (const [, run] of composites.sort()) report.find("sums", "info", "composite-elsewhere", { run });
    if (publication && publication.status === "withdrawn") report.find("site", "bad", "withdraws", {});
    return { content, publication, decision, findings: report.findings, differences: report.differences };
  }

  return { check, Refused, utf8 };
})();
