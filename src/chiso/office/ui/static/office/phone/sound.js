// Recording a sound: piece after piece, each encrypted on the disk as it comes. Whoever closes the page in the middle,
// or whose phone fills up, has what was heard until then.

{
  const { vault } = chisoPhone;
  const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
  const LONGEST = 120000;
  const A_PIECE = 2000;
  // Speech at 24 kbit/s: two minutes are 360 kB. Some browsers take no such wish: the office's bound ends those.
  const BITS = 24000;
  const LARGEST = 2300000;
  const ROOM_NEEDED = 5000000;
  let running = null;
  let isLeft = false;
  let ending = Promise.resolve();

  const kind = () => (navigator.mediaDevices && window.MediaRecorder && KINDS.find((one) => MediaRecorder.isTypeSupported(one))) || null;

  const typeOf = (bytes) => (bytes[0] === 0x1a ? "audio/webm" : bytes[0] === 0x4f ? "audio/ogg" : "audio/mp4");

  // An element that plays bytes of this phone; nothing is fetched.
  function player(bytes, label) {
    const made = document.createElement("audio");
    made.controls = true;
    made.setAttribute("aria-label", label);
    made.src = URL.createObjectURL(new Blob([bytes], { type: typeOf(bytes) }));
    return made;
  }

  // Nobody is heard by a page that is left, put away or drawn anew.
  const leave = () => {
    isLeft = true;
    if (running) running();
  };
  window.addEventListener("hashchange", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());

  // Pieces of one visit that were never kept: {name, about, boxes}, null where there are none. What is being recorded
  // ends, and is on the disk first.
  async function found(visit) {
    leave();
    await ending;
    const boxes = await vault.names(`piece/${visit}/`);
    const pieces = boxes.filter((box) => !box.endsWith("/about"));
    if (!pieces.length) return null;
    const name = pieces[0].split("/")[2];
    const mine = boxes.filter((box) => box.split("/")[2] === name);
    return { name, about: (await vault.get(`piece/${visit}/${name}/about`)) || {}, boxes: mine };
  }

  async function joined(boxes) {
    const parts = [];
    for (const box of boxes) if (!box.endsWith("/about")) parts.push(await vault.get(box));
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  const throwAway = (boxes) => vault.put(Object.fromEntries(boxes.map((box) => [box, null])));

  // "recorded", "none" (no room from the start), "full" (it ended since the phone is) or "refused".
  // `onstart` is told how to stop, `ontick` how many seconds there are.
  const record = (...given) => {
    isLeft = false;
    const done = recordNow(...given);
    ending = done.catch(() => {});
    return done;
  };

  async function recordNow(visit, name, about, onstart, ontick) {
    if (!(await vault.fits(ROOM_NEEDED))) return "none";
    // By what is held back a full phone is known; what was written when it was full took that.
    await vault.reserve();
    let stream;
    let recorder;
    const hangUp = () => stream && stream.getTracks().forEach((track) => track.stop());
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 }, video: false });
      recorder = new MediaRecorder(stream, { mimeType: kind(), audioBitsPerSecond: BITS });
    } catch {
      hangUp();
      return "refused";
    }
    const began = Date.now();
    let state = "recorded";
    let pieces = 0;
    let size = 0;
    const stop = () => recorder.state !== "inactive" && recorder.stop();
    let kept = Promise.resolve();
    const keep = async (blob, box) => {
      if (state === "full") return;
      try {
        await vault.put({ [box]: new Uint8Array(await blob.arrayBuffer()) });
        if (!(await vault.hasReserve())) throw new DOMException("full", "QuotaExceededError");
      } catch (error) {
        // Nothing is recorded that is not kept.
        stop();
        if (error.name !== "QuotaExceededError") throw error;
        state = "full";
      }
    };
    recorder.addEventListener("dataavailable", ({ data }) => {
      if (!data.size) return;
      const box = `piece/${visit}/${name}/${String(pieces++).padStart(4, "0")}`;
      size += data.size;
      kept = kept.then(() => keep(data, box));
      ontick(Math.round((Date.now() - began) / 1000));
      if (size > LARGEST) stop();
    });
    const ended = new Promise((done) => recorder.addEventListener("stop", done));
    let limit;
    try {
      await vault.put({ [`piece/${visit}/${name}/about`]: about });
      if (!isLeft) {
        recorder.start(A_PIECE);
        limit = window.setTimeout(stop, LONGEST);
        running = stop;
        onstart(stop);
        await ended;
      }
    } finally {
      // Whatever went wrong, nobody is heard any longer.
      window.clearTimeout(limit);
      hangUp();
      await kept.finally(() => (running = null));
      if (!pieces) await vault.put({ [`piece/${visit}/${name}/about`]: null });
    }
    return state;
  }

  Object.assign(chisoPhone, { sound: { kind, player, found, joined, throwAway, record, isRunning: () => Boolean(running), LONGEST } });
}
