"""Promise: the report of a run is a page that sorts, filters, fits a phone and paper, and asks for nothing.

    report_test.py REPORT.html TEXT...

TEXT: texts from the data that the page must show as they are.
"""

import sys

sys.dont_write_bytecode = True
import checks
from browser import Browser


def check_report(path, texts):
    with Browser() as browser:
        browser.open(path)
        title = browser.run("return document.title")
        assert title == "tiny: neurons that carry linguistic information", title
        checks.check_texts(browser, texts)
        checks.check_names(browser)
        checks.check_mouse(browser)
        print(checks.check_sorting(browser), "columns sorted")
        checks.check_filters(browser)
        checks.check_phone(browser)
        checks.check_print(browser)
        checks.check_quiet(browser, path)
        checks.check_without_scripts(browser, path)
        print(checks.check_figures(browser), "figures drawn")


if __name__ == "__main__":
    try:
        check_report(sys.argv[1], sys.argv[2:])
    except AssertionError as error:
        sys.exit(f"FAILED: {str(error)[:2000]}")
