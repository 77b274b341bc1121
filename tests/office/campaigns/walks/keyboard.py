"""Going about a page by keys alone."""

from __future__ import annotations

from typing import Any

# A page of the office has fewer places to stop at.
_MOST_STOPS = 120


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until what is wanted has the focus."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never leads to {selector}")


def press_access_key(page: Any, letter: str) -> None:
    """Press Alt and a letter. Playwright's own keyboard leaves out the letter that the browser looks for."""
    session = page.context.new_cdp_session(page)
    key = {"modifiers": 1, "key": letter, "code": f"Key{letter.upper()}"}
    key |= {"text": letter, "unmodifiedText": letter}
    code = {"windowsVirtualKeyCode": ord(letter.upper())}
    for kind in ("keyDown", "keyUp"):
        session.send("Input.dispatchKeyEvent", {"type": kind, **key, **code})
    session.detach()
