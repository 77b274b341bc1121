// Voice notes of a visit: who is heard agrees first, then it is recorded, listened to, summed up in words, and kept.

{
  const { sound, vault, hex, random } = chisoPhone;
  const { say, h, choices, typed, button, panel, callout } = chisoPhone.parts;

  // `notes`: what stands, as [name, value]. `keep(name, value, boxes)`, `drop(name)`: true once the phone has it.
  // `refresh` draws the screen anew.
  async function render(visit, notes, { keep, drop, refresh, isWaiting, failed }) {
    const says = h("p", { role: "status" });

    const one = async ([name, told]) => {
      const box = `voice_note/${visit.key}/${name}`;
      const isHere = (await vault.names(box)).includes(box);
      const place = h("div", {});
      const listen = button(say("listen"), async () => place.replaceChildren(sound.player(await vault.get(box), told.words)), "second small");
      const about = [say(`consent_${told.consent || "own"}`), (isWaiting(name) || isHere) && say("waits")].filter(Boolean).join(" · ");
      return h("li", {}, h("span", { class: "kind" }, say("sound_kind")), h("div", {}, h("b", {}, told.words), h("small", {}, about), isHere && listen, place), button(say("take_back"), async () => (await drop(name)) && refresh(), "second small"));
    };

    // What was recorded and not kept yet, also when the page was closed in the middle.
    async function draft({ name, about, boxes }) {
      let words = "";
      const bytes = await sound.joined(boxes);
      const save = button(say("keep_note"), async () => {
        if (!words.trim()) {
          says.textContent = say("note_needs");
          return;
        }
        save.disabled = true;
        const value = { words: words.trim(), heard: about.heard, consent: about.consent, sha256: await chisoPhone.sha256(bytes) };
        const gone = Object.fromEntries(boxes.map((box) => [box, null]));
        if (await keep(name, value, { ...gone, [`voice_note/${visit.key}/${name}`]: bytes })) refresh();
        else save.disabled = false;
      });
      const away = button(say("throw_away"), async () => (await sound.throwAway(boxes), refresh()));
      return h("div", { class: "form" }, h("p", {}, say("note_draft")), sound.player(bytes, say("note_draft")), typed(say("note_words"), "", (value) => (words = value), { hint: say("note_words_hint"), long: true }), says, h("div", { class: "button-row" }, save, away));
    }

    function recorder() {
      const about = { heard: "", consent: "" };
      const asked = h("div", { hidden: true }, choices(say("consent"), [["spoken", say("consent_spoken")], ["written", say("consent_written")]], "", (value) => (about.consent = value), say("consent_how")));
      const heard = choices(say("heard"), [["own", say("heard_own")], ["others", say("heard_others")]], "", (value) => {
        about.heard = value;
        asked.hidden = value !== "others";
      });
      const place = h("div", {});
      const begin = button(say("record_note"), async () => {
        if (!about.heard || (about.heard === "others" && !about.consent)) {
          says.textContent = say("consent_needs");
          return;
        }
        if (about.heard === "own") about.consent = "";
        says.textContent = "";
        begin.remove();
        const told = h("p", {}, say("recording", { seconds: 0, most: sound.LONGEST / 1000 }));
        let state;
        try {
          state = await sound.record(visit.key, hex(random(8)), about, (stop) => {
            place.replaceChildren(told, button(say("stop_recording"), stop, ""));
            place.querySelector("button").focus();
          }, (seconds) => (told.textContent = say("recording", { seconds, most: sound.LONGEST / 1000 })));
        } catch (error) {
          failed(error);
        }
        await refresh(state === "recorded" ? "" : say({ none: "no_room_for_sound", full: "sound_ended_full", refused: "no_microphone" }[state] || "no_microphone"));
      }, "");
      return h("div", { class: "form" }, h("p", {}, say("note_why")), heard, asked, says, place, begin);
    }

    const left = await sound.found(visit.key);
    const below = left ? await draft(left) : sound.kind() ? recorder() : h("p", {}, say("no_recorder"));
    const said = visit.said ? callout("warn", say("voice_notes"), h("p", {}, visit.said)) : null;
    return panel(say("voice_notes"), said, notes.length ? h("ul", { class: "evidence" }, await Promise.all(notes.map(one))) : null, below);
  }

  chisoPhone.notes = { render };
}
