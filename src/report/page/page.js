"use strict";
// Sorts a table by the column whose heading is pressed, and shows only the rows or cards that have what is typed.
const collator = new Intl.Collator(undefined, { numeric: true });
const number = (text) => (text === "" ? NaN : Number(text));

function compare(a, b) {
  const x = number(a), y = number(b);
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return collator.compare(a, b);
}

function sortBy(table, column, heading) {
  const rising = heading.getAttribute("aria-sort") !== "ascending";
  for (const other of heading.parentNode.children) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
  const body = table.tBodies[0];
  const text = (row) => row.cells[column].textContent;
  const rows = [...body.rows].sort((one, other) => {
    const a = text(one), b = text(other);
    if (a === "" || b === "") return (a === "") - (b === "");
    return rising ? compare(a, b) : compare(b, a);
  });
  body.append(...rows);
}

function addFilter(before, label, items) {
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = label;
  input.setAttribute("aria-label", label);
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase();
    for (const item of items()) item.hidden = !item.textContent.toLowerCase().includes(wanted);
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
  addFilter(table.parentNode, "rows with …", () => table.tBodies[0].rows);
}
for (const cards of document.querySelectorAll(".cards"))
  addFilter(cards, "neurons with a word, a label …", () => cards.children);
