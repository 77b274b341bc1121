// Two things that are drawn: a signature, and what is hidden in a photograph. A photograph is drawn anew from its
// pixels before anything else, so that nothing of the camera's metadata is in it.

{
  const { h, say, tick, typed, button } = chisoPhone.parts;
  const WIDTH = 600;
  const HEIGHT = 200;
  const MOST_STROKES = 300;
  const LONGEST_SIDE = 1600;
  const LARGEST = 1500000;
  const ROOM_NEEDED = 5000000;

  function paint(canvas, strokes) {
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: getComputedStyle(canvas).color });
    for (const stroke of strokes) {
      pen.beginPath();
      pen.moveTo(stroke[0], stroke[1]);
      for (let at = 0; at < stroke.length; at += 2) pen.lineTo(stroke[at], stroke[at + 1]);
      pen.stroke();
    }
  }

  // A field to sign in; `strokes` are points 0 … 600 × 0 … 200, so that the office can draw them at any size.
  function signing(label) {
    const strokes = [];
    const canvas = h("canvas", { width: WIDTH, height: HEIGHT, class: "signature", role: "img", "aria-label": label });
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
      return [within(((event.clientX - box.left) / box.width) * WIDTH, WIDTH), within(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT)];
    };
    let current = null;
    canvas.addEventListener("pointerdown", (event) => {
      if (strokes.length >= MOST_STROKES) return;
      canvas.setPointerCapture(event.pointerId);
      strokes.push((current = point(event)));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!current || current.length > 3900) return;
      current.push(...point(event));
      paint(canvas, strokes);
    });
    const stop = () => (current = null);
    canvas.addEventListener("pointerup", stop);
    canvas.addEventListener("pointercancel", stop);
    return { canvas, strokes };
  }

  function show(strokes) {
    const canvas = h("canvas", { width: WIDTH, height: HEIGHT, class: "signature", "aria-hidden": "true" });
    requestAnimationFrame(() => paint(canvas, strokes));
    return canvas;
  }

  async function pixels(file) {
    const picture = await createImageBitmap(file);
    const part = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = h("canvas", { width: Math.round(picture.width * part), height: Math.round(picture.height * part), class: "photo", tabindex: "0", role: "application", "aria-label": say("hide_label") });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  // Coarse squares in place of what is inside; the finer pixels are gone.
  function hide(canvas, left, top, width, height) {
    if (width < 4 || height < 4) return;
    const pen = canvas.getContext("2d");
    const side = Math.max(12, Math.round(Math.max(width, height) / 6));
    const small = h("canvas", { width: Math.max(1, Math.round(width / side)), height: Math.max(1, Math.round(height / side)) });
    small.getContext("2d").drawImage(canvas, left, top, width, height, 0, 0, small.width, small.height);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, 0, 0, small.width, small.height, left, top, width, height);
  }

  // By finger or mouse a rectangle is drawn; by keyboard the arrows move one, with Shift they size it, Enter hides.
  function hiding(canvas) {
    const frame = { x: canvas.width / 3, y: canvas.height / 4, width: canvas.width / 4, height: canvas.height / 4 };
    const scale = () => canvas.width / canvas.getBoundingClientRect().width;
    let from = null;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      from = [event.offsetX * scale(), event.offsetY * scale()];
    });
    canvas.addEventListener("pointerup", (event) => {
      if (!from) return;
      const to = [event.offsetX * scale(), event.offsetY * scale()];
      hide(canvas, Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1]));
      from = null;
    });
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    canvas.addEventListener("keydown", (event) => {
      const move = moves[event.key];
      if (event.key === "Enter") hide(canvas, frame.x, frame.y, frame.width, frame.height);
      else if (move) {
        const [x, y] = event.shiftKey ? ["width", "height"] : ["x", "y"];
        frame[x] += move[0] * 20;
        frame[y] += move[1] * 20;
      } else return;
      event.preventDefault();
    });
  }

  const place = () =>
    new Promise((done) => {
      const given = ({ coords }) => done(`${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)}`);
      if (navigator.geolocation) navigator.geolocation.getCurrentPosition(given, () => done(""), { timeout: 10000 });
      else done("");
    });

  async function bytesOf(canvas) {
    for (const quality of [0.8, 0.6, 0.4]) {
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob.size < LARGEST || quality === 0.4) return new Uint8Array(await blob.arrayBuffer());
    }
    return null;
  }

  // From the chosen file to bytes without metadata; hour and place only where they are ticked.
  function photographing(onsave) {
    const box = h("div", { class: "form" });
    const id = chisoPhone.parts.newId();
    const input = h("input", { type: "file", id, accept: "image/*", capture: "environment", "aria-describedby": `${id}h` });
    const says = h("p", { role: "status" });
    const field = h("div", { class: "drop" }, h("label", { class: "label", for: id }, say("photo")), h("p", { class: "hint", id: `${id}h` }, say("photo_hint")), input, says);
    input.addEventListener("change", async () => {
      box.replaceChildren();
      says.textContent = "";
      if (!input.files.length) return;
      if (!(await chisoPhone.vault.fits(ROOM_NEEDED))) {
        says.textContent = say("phone_full");
        input.value = "";
        return;
      }
      let canvas;
      try {
        canvas = await pixels(input.files[0]);
      } catch {
        says.textContent = say("photo_unreadable");
        return;
      }
      hiding(canvas);
      let words = "";
      const [noFaces, noFacesRow] = tick(say("no_faces"));
      const [withTime, withTimeRow] = tick(say("with_time"));
      const [withPlace, withPlaceRow] = tick(say("with_place"));
      const keep = button(say("keep_photo"), async () => {
        if (!noFaces.checked || !words.trim()) {
          says.textContent = say("photo_needs");
          return;
        }
        keep.disabled = true;
        const bytes = await bytesOf(canvas);
        const value = { words: words.trim(), finding: "", taken_at: withTime.checked ? chisoPhone.parts.now() : "", place: withPlace.checked ? await place() : "", sha256: await chisoPhone.sha256(bytes) };
        if (await onsave(value, bytes)) {
          box.replaceChildren();
          input.value = "";
        } else keep.disabled = false;
      });
      box.replaceChildren(h("p", {}, say("hide_how")), canvas, typed(say("photo_words"), "", (value) => (words = value)), h("div", { class: "choices" }, noFacesRow, withTimeRow, withPlaceRow), keep);
    });
    return [field, box];
  }

  Object.assign(chisoPhone, { drawing: { signing, show, photographing } });
}
