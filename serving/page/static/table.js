// A table that can be read aloud and sorted.

import { compared, say } from "./wording.js";

// `columns`: {label, show(row) -> text or node, value(row) for sorting, numeric, head: whether it names the row}.
export function draw(table, columns, rows, { sortable = false } = {}) {
  const head = document.createElement("thead");
  const body = document.createElement("tbody");
  const titles = head.insertRow();
  columns.forEach((column, place) => titles.append(title(column, sortable && (() => sort(place)))));
  table.tHead?.remove();
  for (const old of [...table.tBodies]) old.remove();
  table.append(head, body);
  write(rows);

  function write(sorted) {
    body.replaceChildren(...sorted.map((row) => line(columns, row)));
  }

  function sort(place) {
    const cell = titles.cells[place];
    const falling = cell.ariaSort === "ascending" || (cell.ariaSort !== "descending" && columns[place].numeric);
    for (const each of titles.cells) each.ariaSort = null;
    cell.ariaSort = falling ? "descending" : "ascending";
    const order = (a, b) => compare(columns[place].value(a), columns[place].value(b));
    write([...rows].sort((a, b) => (falling ? order(b, a) : order(a, b))));
  }
}

function compare(a, b) {
  if (a === null || b === null) return (a !== null) - (b !== null);
  return typeof a === "number" ? a - b : compared(a, b);
}

function title(column, onSort) {
  const cell = document.createElement("th");
  cell.scope = "col";
  if (column.numeric) cell.className = "numeric";
  if (!onSort) {
    cell.textContent = column.label;
    return cell;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = column.label;
  button.title = say("sort_by", { column: column.label });
  button.addEventListener("click", onSort);
  cell.append(button);
  return cell;
}

function line(columns, row) {
  const found = document.createElement("tr");
  for (const column of columns) {
    const cell = document.createElement(column.head ? "th" : "td");
    if (column.head) cell.scope = "row";
    if (column.numeric) cell.className = "numeric";
    cell.append(column.show(row));
    found.append(cell);
  }
  return found;
}

// A column of numbers.
export function number(label, value, show) {
  return { label, value, numeric: true, show: (row) => show(value(row), row) };
}
