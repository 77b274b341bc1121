"""What the page of the phone says, by the names that its scripts use; `{…}` is filled in there."""

from __future__ import annotations

from chiso.language import Language, Text, text

WORDS: dict[str, Text] = {
    "visits": text("My visits"),
    "all_visits": text("All visits"),
    "no_visits": text("No visit of your team is drawn and open at present."),
    "nothing_yet": text("Nothing is on this phone yet. Open the page once with network."),
    "no_day": text("no day yet"),
    "made_up": text("Sample data"),
    "locked": text("Locked"),
    "locked_why": text("What you wrote lies encrypted on this phone. Give your PIN to go on."),
    "unlock": text("Unlock"),
    "trying": text("Trying…"),
    "pin": text("PIN"),
    "pin_again": text("The same PIN again"),
    "pin_hint": text("At least {count} letters or figures. Nobody can give it back to you.", count="{count}"),
    "pin_needs": text("Give a PIN of at least {count} letters or figures, twice the same.", count="{count}"),
    "pin_wrong": text("This is not the PIN. Nothing is lost."),
    "pin_wrong_wait": text(
        "This is not the PIN. Nothing is lost; try again in {seconds} seconds.", seconds="{seconds}"
    ),
    "pin_wait": text(
        "Too many wrong PINs: wait {seconds} seconds more. Nothing is lost.", seconds="{seconds}"
    ),
    "new_pin": text("A PIN for this phone"),
    "new_pin_why": text(
        "What you write on a visit is kept on this phone until it is sent, encrypted under this PIN."
    ),
    "set_pin": text("Set the PIN"),
    "first_needs_network": text("The first time needs network. Try again where there is some."),
    "forgotten": text("The PIN is forgotten"),
    "forgotten_why": text(
        "Without it nobody can read what is on this phone. You can only remove it and begin "
        "anew; what was not sent is then lost."
    ),
    "remove": text("Remove everything from this phone"),
    "remove_sure": text("Remove everything from this phone? What was not sent is lost."),
    "elsewhere": text("Open in another window"),
    "elsewhere_why": text("Go on there, or close it and load this page anew."),
    "saved": text("Saved on the phone at {at}; {count} to send", at="{at}", count="{count}"),
    "waiting": text("{count} to send", count="{count}"),
    "all_sent": text("Everything is sent"),
    "unsaved": text("Not saved"),
    "full": text(
        "The phone is full: the last entry is on the screen only. Send what waits or free some "
        "space, then enter it again; what was saved before is still there."
    ),
    "not_kept": text(
        "The phone did not keep the last entry ({why}). What was saved before is still there.", why="{why}"
    ),
    "offline": text("No network at present"),
    "offline_why": text(
        "{count} entries lie on this phone and are sent by themselves once there is network. Do "
        "not remove the page's data before.",
        count="{count}",
    ),
    "signed_out": text("You are signed out"),
    "signed_out_why": text(
        "{count} entries lie on this phone; nothing is lost. You can go on writing; sign in to send.",
        count="{count}",
    ),
    "sign_in": text("Sign in"),
    "no_right": text("You may not send records at present"),
    "other": text("This phone holds the visits of another account"),
    "other_why": text("Its owner signs in and sends them first; or remove them."),
    "clock_wrong": text("The clock of this phone is {minutes} minutes wrong", minutes="{minutes}"),
    "clock_why": text("By the office it was {at} at the last contact. Both hours are recorded.", at="{at}"),
    "bytes_refused": text("A photograph or a voice note was not taken"),
    "begin": text("Begin the visit"),
    "begin_why": text("The hour is recorded. From here on everything works without network."),
    "record": text("Record of the visit"),
    "superseded": text("This checklist is not in force on the day of the visit"),
    "stands": text("The record stands"),
    "stands_why": text(
        "It was signed and is not changed any more. The leader of the team can open it again in "
        "the office, with a reason, until it is handed over."
    ),
    "yes": text("Yes"),
    "no": text("No"),
    "partly": text("In part"),
    "not_applicable": text("Not applicable"),
    "yes_is_breach": text("Here “yes” is a breach."),
    "note_on": text("Note on {code}", code="{code}"),
    "ministry": text("Ministry"),
    "province": text("Province"),
    "district": text("District"),
    "commune": text("Commune"),
    "sample": text("Dossiers drawn at random"),
    "dossiers": text("Dossiers to draw from"),
    "dossiers_hint": text("One number a line, or a range of the register such as 1-250."),
    "sample_size": text("How many to draw"),
    "sample_wrong": text(
        "Give up to 5,000 dossiers and a number that is not larger; to draw again, give the reason."
    ),
    "draw": text("Draw"),
    "draw_again": text("Draw again"),
    "draw_again_why": text("Why it is drawn again"),
    "seed": text("Seed of the draw: {seed}", seed="{seed}"),
    "dossier": text("Dossier {label}", label="{label}"),
    "in_order": text("In order"),
    "faulty": text("Faulty"),
    "not_found": text("Not found"),
    "breached_codes": text("Duties not met in dossier {label}", label="{label}"),
    "breached_hint": text("Codes of the checklist, such as D2, E3."),
    "voices": text("Voices of citizens"),
    "voices_how": text(
        "Ask five people who have just finished. No name, no hour. Asked so far: {count}.", count="{count}"
    ),
    "voices_count": text(
        "Citizens asked: {count}. Their answers are anonymous and stand in the office.", count="{count}"
    ),
    "ask_attitude": text("How did the official treat you?"),
    "ask_guidance": text("Were you told everything at once?"),
    "ask_demands": text("Did anybody ask for papers or money beyond what is posted?"),
    "good": text("Good"),
    "fair": text("Fair"),
    "poor": text("Poor"),
    "said": text("Words worth keeping"),
    "said_hint": text("Nothing by which the person could be known."),
    "add_voice": text("Keep this voice"),
    "talk": text("Talk with the official"),
    "position": text("Position"),
    "position_hint": text("The position, not the name."),
    "talk_words": text("What was said"),
    "findings": text("Findings"),
    "finding": text("Finding {number}: what was seen", number="{number}"),
    "finding_hint": text("One matter each: what, where, when. No names of citizens."),
    "finding_code": text("Duty concerned"),
    "severity": text("How severe, as it looks on the spot"),
    "reminder": text("Reminder"),
    "to_mend": text("To be mended"),
    "grave": text("Grave"),
    "recommendation": text("What is recommended"),
    "add_finding": text("Add a finding"),
    "take_back": text("Take it out"),
    "photos": text("Photographs"),
    "photo_kind": text("PHOTO"),
    "photo": text("Take or choose a photograph"),
    "photo_hint": text(
        "Boards, counters, registers. No faces: hide them before you keep it. The camera's own "
        "data is left out."
    ),
    "photo_words": text("What the photograph shows"),
    "photo_finding": text("Finding that “{photo}” shows", photo="{photo}"),
    "photo_needs": text("Say what it shows, and that no face is to be seen."),
    "photo_unreadable": text("This file is no picture that the phone can read."),
    "phone_full": text(
        "The phone is nearly full: no photograph is taken, so that nothing is lost. Send what "
        "waits or free some space."
    ),
    "nearly_full": text("The phone is nearly full"),
    "nearly_full_why": text(
        "Everything is saved still. Send what waits or free some space before you go on."
    ),
    "hide_how": text(
        "Draw a rectangle over each face. By keyboard: arrows move the frame, with Shift they "
        "size it, Enter hides what is inside."
    ),
    "hide_label": text("Photograph; hide faces here"),
    "no_faces": text("No face is to be seen, or all are hidden"),
    "with_time": text("Record the hour"),
    "with_place": text("Record the place"),
    "keep_photo": text("Keep the photograph"),
    "voice_notes": text("Voice notes"),
    "note_why": text(
        "Only where writing does not do. A voice is personal data: nobody is recorded who has not "
        "agreed to it before. Two minutes at most; the sound is deleted after a year."
    ),
    "heard": text("Who will be heard"),
    "heard_own": text("I alone"),
    "heard_others": text("Others too"),
    "consent": text("How they agreed"),
    "consent_how": text(
        "Say first what is recorded, what for, who may hear it (later the inspected agency too), that it is "
        "kept for a year, and that they may refuse and may have it deleted."
    ),
    "consent_own": text("the voice of who recorded it"),
    "consent_spoken": text("Aloud, at the beginning of the recording"),
    "consent_written": text("In writing"),
    "consent_needs": text("Say who will be heard, and how they agreed. Without consent write instead."),
    "record_note": text("Record a voice note"),
    "recording": text("Recording: {seconds} of {most} seconds", seconds="{seconds}", most="{most}"),
    "stop_recording": text("Stop recording"),
    "note_draft": text("Recorded and not kept yet. Listen to it, then keep it or throw it away."),
    "note_words": text("What it says, in writing"),
    "note_words_hint": text("It stands for the sound wherever it cannot be heard. No names of citizens."),
    "note_needs": text("Say in writing what it says."),
    "note_undecided": text("A recording was not kept yet: keep it or throw it away first."),
    "keep_note": text("Keep the voice note"),
    "throw_away": text("Throw it away"),
    "listen": text("Listen"),
    "sound_kind": text("SOUND"),
    "no_recorder": text("This browser cannot record sound. Write down what was said."),
    "no_microphone": text(
        "The microphone was refused or there is none. Allow it in the browser, or write down what was said."
    ),
    "no_room_for_sound": text(
        "The phone is nearly full: no sound is recorded, so that nothing is lost. Send what waits or "
        "free some space."
    ),
    "sound_ended_full": text("The phone is full: the recording ended. What was recorded until then is kept."),
    "waits": text("to be sent"),
    "signatures": text("Signatures"),
    "signatures_how": text(
        "Both sides read the paper and sign. Once a side has signed, the record stands; to "
        "change it, the signatures are taken back."
    ),
    "inspector": text("The team"),
    "official": text("The inspected side"),
    "inspector_name": text("Name of who signs for the team"),
    "official_name": text("Name of who signs for the inspected side"),
    "inspector_position": text("Position in the team"),
    "official_position": text("Position at the inspected side"),
    "how": text("How it is signed"),
    "drawn": text("Here on the phone"),
    "on_paper": text("On paper"),
    "refused": text("Refused"),
    "refused_why": text("Why the signature is refused"),
    "sign_here": text("Field to sign in"),
    "sign_needs": text("Give the name, and the signature or the reason of the refusal."),
    "sign": text("Sign: {who}", who="{who}"),
    "unsign": text("Take the signatures back and change the record"),
    "not_signed": text("Both sides sign first, or the refusal is recorded."),
    "end_visit": text("End the visit"),
    "conflict": text(
        "{who} changed {cell} meanwhile. Nothing is lost: choose which one stands.",
        who="{who}",
        cell="{cell}",
    ),
    "here": text("On this phone:"),
    "there": text("In the office:"),
    "keep_mine": text("Keep mine"),
    "keep_theirs": text("Keep theirs"),
    "taken_back": text("taken back"),
    "refused_cell": text("Not taken by the office: {cell}", cell="{cell}"),
    "gone": text("This visit is not your team's any more; what you wrote stays on this phone."),
    "drop_change": text("Drop this change"),
    "paper": text("The paper to print"),
    "back_to_visit": text("Back to the visit"),
    "print": text("Print"),
    "paper_for": text("Inspection {number}", number="{number}"),
    "paper_title": text("RECORD OF THE VISIT"),
    "paper_day": text("Made at {day} by {by}", day="{day}", by="{by}"),
    "paper_code": text("Code"),
    "paper_duty": text("Duty"),
    "paper_answer": text("Answer"),
    "paper_note": text("Note"),
    "paper_finding": text("finding {number}", number="{number}"),
    "paper_digest": text("SHA-256 of this content: {digest}", digest="{digest}"),
}


def words_in(language: Language) -> dict[str, str]:
    """All of them in one language."""
    return {name: said.in_language(language) for name, said in WORDS.items()}
