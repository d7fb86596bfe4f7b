// Small heatmaps of what scenarios change against another, region by industry, with signs beside the colours.

import { changes, colourOf, endsAround, inkOn } from "./scale.js";
import { named, page, points, say, signed } from "./wording.js";

const VALUES = { chance: (cell) => cell.win_probability.value, wins: (cell) => cell.wins.value };
const SHOWN = { chance: points, wins: (value) => signed(value) };
const LEAST = { chance: 0.005, wins: 0.2 };

// One table for each of `others`, all on one scale.
export function differences(first, others, measure) {
  const value = VALUES[measure];
  const key = (cell) => `${cell.region}\n${cell.industry}`;
  const before = new Map(first.cells.map((cell) => [key(cell), value(cell)]));
  const found = others.map(({ cells }) => cells.map((cell) => ({ ...cell, change: value(cell) - (before.get(key(cell)) ?? 0) })));
  const ends = endsAround(found.flat().map((cell) => cell.change), LEAST[measure]);
  return found.map((cells) => drawn(cells, ends, SHOWN[measure]));
}

function drawn(cells, ends, show) {
  const found = document.createElement("div");
  const grid = document.createElement("table");
  grid.className = "small-heat";
  const industries = [...new Set(cells.map((cell) => cell.industry))];
  const head = grid.createTHead().insertRow();
  head.append(title("col", ""), ...industries.map((name) => title("col", named(name))));
  const body = grid.createTBody();
  for (const region of new Set(cells.map((cell) => cell.region))) {
    const row = body.insertRow();
    row.append(title("row", named(region)));
    for (const cell of cells.filter((each) => each.region === region)) row.append(square(cell, ends, show));
  }
  const words = document.createElement("small");
  words.className = "aside";
  words.textContent = inWords(cells, show);
  found.append(grid, words);
  return found;
}

function title(scope, text) {
  const found = document.createElement("th");
  found.scope = scope;
  found.textContent = text;
  return found;
}

function square(cell, ends, show) {
  const found = document.createElement("td");
  const text = show(cell.change);
  const none = !/[1-9]/.test(text);
  found.textContent = none ? "·" : cell.change > 0 ? "+" : "−";
  found.title = `${named(cell.region)} × ${named(cell.industry)}: ${text}`;
  found.setAttribute("aria-label", text);
  found.style.background = colourOf(none ? 0 : cell.change, ends, changes());
  found.style.color = inkOn(cell.change, ends, changes());
  return found;
}

// The greatest change, which a small picture only hints at.
function inWords(cells, show) {
  const most = cells.reduce((far, cell) => (Math.abs(cell.change) > Math.abs(far.change) ? cell : far));
  if (!/[1-9]/.test(show(most.change))) return page.texts.no_difference;
  return say("most_difference", { cell: `${named(most.region)} × ${named(most.industry)}`, change: show(most.change) });
}
