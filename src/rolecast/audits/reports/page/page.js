"use strict";
const table = document.querySelector("#principals");
const rows = [...table.tBodies[0].rows];
const label = document.querySelector("#filter");
const input = label.querySelector("input");
const count = document.querySelector("#count");

label.hidden = false;
input.addEventListener("input", () => {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    shown += !row.hidden;
  }
  count.textContent = `${shown} / ${rows.length}`;
});

const value = (row, column) => {
  const cell = row.cells[column];
  const text = (cell.querySelector("summary") ?? cell).textContent;
  return cell.classList.contains("n") ? Number.parseInt(text.replaceAll(",", ""), 10) || 0 : text;
};

[...table.tHead.rows[0].cells].forEach((head, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  head.replaceChildren(button);
  button.addEventListener("click", () => {
    const descending = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const sign = descending ? -1 : 1;
    const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b));
    const ordered = rows.slice().sort((a, b) => sign * compare(value(a, column), value(b, column)));
    table.tBodies[0].replaceChildren(...ordered);
  });
});
