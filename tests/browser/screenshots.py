"""Pictures of a report, to be looked at: on a desk, on a phone and on paper.

    screenshots.py REPORT.html FOLDER
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
import checks
from browser import Browser

OPEN_AND_SHOW = """
const [selector, index] = arguments;
const details = document.querySelectorAll(selector)[index];
for (let part = details; part; part = part.parentElement.closest('details')) part.open = true;
details.scrollIntoView();
window.scrollBy(0, -50);
"""
SHOW = "document.querySelector(arguments[0])?.scrollIntoView(); window.scrollBy(0, -50);"


def take(browser, folder, name):
    browser.run("window.scrollTo(0, 0)")
    browser.screenshot(folder / f"{name}-first.png")
    for anchor in ("glance", "figures", "neurons", "provenance"):
        browser.run(SHOW, f"#{anchor}")
        browser.screenshot(folder / f"{name}-{anchor}.png")
    browser.run(OPEN_AND_SHOW, "details.card", 0)
    browser.screenshot(folder / f"{name}-card.png")
    browser.run(OPEN_AND_SHOW, "details:has(> .scroll > table.sortable)", 1)
    browser.screenshot(folder / f"{name}-table.png")
    browser.run(checks.CLOSE_ALL)


def main():
    report, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with Browser() as browser:
        browser.resize(*checks.A_DESK)
        browser.open(report)
        take(browser, folder, "desk")
        browser.resize(*checks.A_PHONE, is_phone=True)
        take(browser, folder, "phone")
        browser.resize(*checks.A_DESK)
        browser.print_to(folder / "paper.pdf")


if __name__ == "__main__":
    main()
