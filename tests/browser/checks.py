"""What a report promises in a browser. Each check fails with an AssertionError that says what it saw."""

A_PHONE = (390, 844)
A_DESK = (1280, 900)
PIXELS_OF_GRACE = 4  # that letters may reach over a drawing's edge: widths of fonts differ between machines

TABLE_TEXTS = """
const table = document.querySelectorAll('table.sortable')[arguments[0]];
return [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent.trim()));
"""
PRESS_AND_READ = """
const table = document.querySelectorAll('table.sortable')[arguments[0]];
const heading = table.tHead.rows[0].cells[arguments[1]];
heading.querySelector('button').click();
return [heading.getAttribute('aria-sort'),
        [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent.trim()))];
"""
IN_ORDER_OF_TEXTS = """
const collator = new Intl.Collator(undefined, {numeric: true});
return arguments[0].every((text, i) => i === 0 || collator.compare(arguments[0][i - 1], text) <= 0);
"""
TYPE_AND_READ = """
const [inputs, index, text, items] = arguments;
const input = document.querySelectorAll(inputs)[index];
input.value = text;
input.dispatchEvent(new Event('input'));
const texts = item => [...(item.cells || [item])].map(part => part.textContent).join(' ');
return [...document.querySelectorAll(items)[index].children].map(
    item => [getComputedStyle(item).display !== 'none', texts(item).toLowerCase()]);
"""
DRAWINGS = """
return [...document.querySelectorAll('figure')].map(figure => {
  const svg = figure.querySelector('svg');
  if (!svg) return {name: figure.id, drawn: 0, width: 0, height: 0, outside: []};
  const box = svg.getBBox(), frame = svg.getBoundingClientRect(), grace = arguments[0];
  const outside = [...svg.querySelectorAll('text')].filter(text => {
    const at = text.getBoundingClientRect();
    return at.left < frame.left - grace || at.top < frame.top - grace || at.right > frame.right + grace ||
           at.bottom > frame.bottom + grace;
  });
  const shapes = 'path, polygon, polyline, rect, circle, image, use, line';
  return {name: figure.id, drawn: svg.querySelectorAll(shapes).length, width: box.width, height: box.height,
          outside: outside.map(text => text.textContent)};
});
"""
OPEN_ALL = "for (const details of document.querySelectorAll('details')) details.open = true;"
CLOSE_ALL = "for (const details of document.querySelectorAll('details')) details.open = false;"
WIDTH = "return document.documentElement.scrollWidth"
BOXES_WITH_MORE = """
return [...document.querySelectorAll('.scroll, pre, figure > div, .card > div')].filter(
    box => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1
).map(box => box.tagName + '.' + box.className + ' ' + box.textContent.slice(0, 40));
"""
OUT_OF_REACH = """
return [...document.querySelectorAll('table, pre, svg, h2, h3, p, li')].filter(part => {
  let frame = part;
  while (frame && !['auto', 'scroll'].includes(getComputedStyle(frame).overflowX)) frame = frame.parentElement;
  return !frame && part.getBoundingClientRect().right > innerWidth + 1;
}).map(part => part.tagName + ' ' + part.textContent.slice(0, 40));
"""


def number(text):
    """Its value; None where it is none."""
    try:
        return float(text)
    except ValueError:
        return None


def check_quiet(browser, path):
    """The page has asked for nothing but itself and what it holds, and the console has nothing to say."""
    complaints, requests = browser.complaints(), browser.requests()
    assert not complaints, complaints
    assert f"file://{path}" in requests, requests
    others = [address for address in requests if address != f"file://{path}" and not address.startswith("data:")]
    assert not others, others


def is_in_order(browser, texts):
    """Whether texts rise: numbers by their size and before others, these as readers expect."""
    values = [number(text) for text in texts]
    count = sum(value is not None for value in values)
    numbers = values[:count]
    if None in numbers or numbers != sorted(numbers):
        return False
    return browser.run(IN_ORDER_OF_TEXTS, texts[count:])


def check_column(browser, table, column, before):
    for direction in ("ascending", "descending"):
        sorted_as, rows = browser.run(PRESS_AND_READ, table, column)
        what = f"table {table}, column {column}, {direction}"
        assert sorted_as == direction, f"{what}: says {sorted_as}"
        assert sorted(rows) == before, f"{what}: rows are not the same"
        texts = [row[column] for row in rows]
        filled = [text for text in texts if text]
        assert texts[: len(filled)] == filled, f"{what}: empty cells are not last: {texts}"
        assert is_in_order(browser, filled if direction == "ascending" else filled[::-1]), f"{what}: {filled}"


def check_sorting(browser):
    """Every heading of every table. Returns how many columns there are."""
    tables = browser.run("return document.querySelectorAll('table.sortable').length")
    columns = 0
    for table in range(tables):
        rows = browser.run(TABLE_TEXTS, table)
        assert rows, f"table {table} has no rows"
        for column in range(len(rows[0])):
            check_column(browser, table, column, sorted(rows))
        columns += len(rows[0])
    assert columns > 0, "no table"
    return columns


def check_mouse(browser):
    """A heading is sorted by a real press of the mouse, and letters typed reach the filter above it."""
    browser.run("document.querySelector('table.sortable').closest('details').open = true")
    browser.press(browser.find("table.sortable th:nth-child(2) button"))
    pressed = browser.run("return document.querySelector('table.sortable th:nth-child(2)').getAttribute('aria-sort')")
    assert pressed in ("ascending", "descending"), pressed
    browser.write(browser.find("details[open] > input"), "no-such-text")
    shown = browser.run("return document.querySelectorAll('details[open] tbody tr:not([hidden])').length")
    assert shown == 0, f"{shown} rows have no such text"
    browser.write(browser.find("details[open] > input"), " ")


def check_filter(browser, inputs, items):
    """Typing leaves the items that have all words typed. Returns how many filters there are."""
    count = browser.run("return document.querySelectorAll(arguments[0]).length", inputs)
    for index in range(count):
        everything = browser.run(TYPE_AND_READ, inputs, index, "", items)
        assert all(shown for shown, _ in everything), f"{inputs} {index}: some are hidden at the start"
        middle = everything[len(everything) // 2][1].split()
        for wanted in (middle[0], middle[0].upper(), f"{middle[-1]} {middle[0]}", "no-such-text"):
            for shown, text in browser.run(TYPE_AND_READ, inputs, index, wanted, items):
                has_all = all(word in text for word in wanted.lower().split())
                assert shown == has_all, f"{inputs} {index}, {wanted}: {shown} for {text!r}"
        everything = browser.run(TYPE_AND_READ, inputs, index, "", items)
        assert all(shown for shown, _ in everything), f"{inputs} {index}: does not come back"
    return count


def check_filters(browser):
    browser.run(OPEN_ALL)
    tables = check_filter(browser, "details:not(.card) > input[aria-label^='show rows']", "table.sortable tbody")
    cards = check_filter(browser, "input[aria-label^='show neurons']", ".cards")
    assert tables > 0 and cards > 0, (tables, cards)
    browser.run(CLOSE_ALL)


def check_texts(browser, texts):
    """Texts of the data have become text and nothing else."""
    shown = browser.run("return document.querySelector('main').textContent")
    drawn = browser.run("return [...document.querySelectorAll('figure svg text')].map(text => text.textContent.trim())")
    for text in texts:
        assert text in shown, f"{text} is not on the page"
        assert text in drawn, f"{text} is in no figure"
    elements = browser.run("return ['script', 'style', 'img', 'iframe', 'object', 'embed', '[onerror]', '[onload]']"
                           ".map(selector => document.querySelectorAll(selector).length)")
    assert elements == [1, 1, 0, 0, 0, 0, 0, 0], f"elements that no page of ours has: {elements}"


def check_names(browser):
    """No two parts have the same name, and what drawings point to, such as symbols of points, is there."""
    twice, missing = browser.run("""
        const names = [...document.querySelectorAll('[id]')].map(part => part.id), seen = new Set();
        const twice = names.filter(name => seen.has(name) || !seen.add(name));
        const uses = [...document.querySelectorAll('svg use')].map(use => use.getAttribute('xlink:href').slice(1));
        const links = [...document.querySelectorAll('nav a')].map(link => link.getAttribute('href').slice(1));
        return [twice, [...uses, ...links].filter(name => !seen.has(name))]""")
    assert not twice and not missing, f"names that are there twice: {twice[:5]}, not at all: {missing[:5]}"


def check_figures(browser):
    """Every figure is drawn, and no text of it is cut off. Returns how many there are."""
    drawings = browser.run(DRAWINGS, PIXELS_OF_GRACE)
    assert drawings, "no figure"
    empty = [one["name"] for one in drawings if one["drawn"] < 5 or one["width"] <= 0 or one["height"] <= 0]
    assert not empty, f"not drawn: {empty}"
    cut = [f"{one['name']}: {one['outside'][0]}" for one in drawings if one["outside"]]
    assert not cut, f"texts reach out of {len(cut)} drawings: {cut[:12]}"
    return len(drawings)


def check_phone(browser):
    """The page is as wide as a phone, whatever is open; wide tables scroll by themselves."""
    browser.resize(*A_PHONE, is_phone=True)
    for opened in (CLOSE_ALL, OPEN_ALL):
        browser.run(opened)
        width = browser.run(WIDTH)
        assert width <= A_PHONE[0], f"the page is {width} pixels wide"
        lost = browser.run(OUT_OF_REACH)
        assert not lost, f"{len(lost)} parts are wider than a phone: {lost[:5]}"
    browser.run(CLOSE_ALL)
    browser.resize(*A_DESK)


def check_print(browser):
    """On paper there is nothing to scroll, so all of a table is there."""
    browser.command("Emulation.setEmulatedMedia", media="print")
    browser.run(OPEN_ALL)
    boxes = browser.run(BOXES_WITH_MORE)
    assert not boxes, f"{len(boxes)} boxes are cut off on paper: {boxes[:5]}"
    assert browser.run("return getComputedStyle(document.querySelector('nav')).display") == "none", "menu on paper"
    browser.run(CLOSE_ALL)
    browser.command("Emulation.setEmulatedMedia", media="")


def visible_facts(browser):
    """What a page has, without what its script adds: texts, drawings, parts that open."""
    return browser.run("""
        const copy = document.querySelector('main').cloneNode(true);
        for (const input of copy.querySelectorAll('input')) input.remove();
        return [copy.textContent, copy.querySelectorAll('figure svg').length, copy.querySelectorAll('details').length]""")


def check_without_scripts(browser, path):
    """All texts, drawings and parts are there, and parts open; only sorting and filters are missing."""
    browser.open(path)
    expected = visible_facts(browser)
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(path)
    assert browser.run("return document.querySelectorAll('input, th button').length") == 0, "the script ran"
    assert visible_facts(browser) == expected, "the page differs without scripts"
    browser.press(browser.find("main details > summary"))
    assert browser.run("return document.querySelector('main details').open"), "parts do not open without scripts"
    browser.command("Emulation.setScriptExecutionDisabled", value=False)
