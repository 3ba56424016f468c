"""Promise: the page of the largest grid opens at once, and no text of its data is taken for anything but text.

    large_page_test.py FOLDER

FOLDER: report.html, and texts.txt with texts that would do harm, one a line.
"""

import os
import sys

sys.dont_write_bytecode = True
import checks
from browser import Browser

MOST_SECONDS = 2.0
MOST_BYTES = 10_000_000
LOADS = 5


def check_speed(browser, path):
    """The best of some loads, as other work on the machine only ever makes them slower."""
    assert os.path.getsize(path) < MOST_BYTES, os.path.getsize(path)
    seconds = []
    while len(seconds) < LOADS and (len(seconds) < 2 or min(seconds) > MOST_SECONDS / 2):
        browser.open(path)
        seconds.append(browser.seconds_to_load())
    print(f"{os.path.getsize(path) / 1e6:.2f} MB, load event after {min(seconds):.2f} s, best of", seconds)
    assert min(seconds) < MOST_SECONDS, seconds


def check_large_page(folder):
    path = f"{folder}/report.html"
    with open(f"{folder}/texts.txt", encoding="utf-8") as lines:
        texts = lines.read().split("\n")
    with Browser() as browser:
        check_speed(browser, path)
        title = browser.run("return document.title")
        assert title == f"{texts[0]}: neurons that carry linguistic information", title
        checks.check_texts(browser, texts)
        checks.check_names(browser)
        checks.check_phone(browser)
        checks.check_quiet(browser, path)
        print(checks.check_figures(browser), "figures drawn")


if __name__ == "__main__":
    try:
        check_large_page(sys.argv[1])
    except AssertionError as error:
        sys.exit(f"FAILED: {str(error)[:2000]}")
