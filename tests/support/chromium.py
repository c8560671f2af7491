"""The browser that `bin/test` found: its path in ROWAN_BROWSER, or `playwright` for Playwright's own."""

import os
import sys

from playwright.sync_api import Browser, Playwright, sync_playwright


def open_browser(playwright: Playwright) -> Browser:
    where = os.environ.get("ROWAN_BROWSER", "playwright")
    return playwright.chromium.launch(
        executable_path=None if where == "playwright" else where,
        args=["--no-sandbox"] if os.geteuid() == 0 else [],  # Chromium's sandbox does not start for root
    )


if __name__ == "__main__":
    os.environ["ROWAN_BROWSER"] = sys.argv[1]
    with sync_playwright() as started:
        open_browser(started).close()
