"use strict";
// Sorts a table by the column whose heading is pressed, and shows only the rows or cards that have all words typed.
const collator = new Intl.Collator(undefined, { numeric: true });
const number = (text) => (text === "" ? NaN : Number(text));

// Numbers by their size and before other texts.
function compare(a, b) {
  const x = number(a), y = number(b);
  if (Number.isNaN(x) && Number.isNaN(y)) return collator.compare(a, b);
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
  return x - y;
}

function sortBy(table, column, heading) {
  const rising = heading.getAttribute("aria-sort") !== "ascending";
  for (const other of heading.parentNode.children) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [row.cells[column].textContent.trim(), row]);
  rows.sort(([a], [b]) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    return rising ? compare(a, b) : compare(b, a);
  });
  body.append(...rows.map(([, row]) => row));
}

// Texts of a row's cells, or of a card, apart from one another.
const textOf = (item) => (item.cells ? [...item.cells] : [item]).map((part) => part.textContent.trim()).join("\n");

function addFilter(before, label, items) {
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = label;
  input.setAttribute("aria-label", label);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    for (const item of items()) {
      const text = textOf(item).toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
  });
  before.before(input);
}

for (const table of document.querySelectorAll("table.sortable")) {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.textContent = "";
    heading.append(button);
    button.addEventListener("click", () => sortBy(table, column, heading));
  });
  addFilter(table.parentNode, "show rows with …", () => table.tBodies[0].rows);
}
for (const cards of document.querySelectorAll(".cards"))
  addFilter(cards, "show neurons with …", () => cards.children);
