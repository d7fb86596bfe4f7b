// Where the leads should go: the recommended split beside the given one.

import { draw, number } from "./table.js";
import { count, integer, named, page, say, signed } from "./wording.js";

const at = (id) => document.getElementById(id);
const SAME = 0.05;

export function showSplit({ split }) {
  at("split").hidden = split === null;
  if (split === null) return;
  const gain = split.best - split.wins;
  const better = gain >= SAME;
  at("split-says").textContent = better ? say("split_better", { gain: count(gain) }) : page.texts.split_same;
  at("split-use").hidden = !better;
  draw(at("split-table"), regionColumns(split.regions), split.regions, { sortable: true });
  at("split-people").hidden = split.reps.length === 0;
  draw(at("split-reps"), repColumns(), split.reps, { sortable: true });
}

const region = (head) => ({ label: page.texts.region, value: (row) => named(row.region), show: (row) => named(row.region), head });

function regionColumns(rows) {
  const most = Math.max(...rows.flatMap((row) => [row.leads, row.best]));
  const change = (row) => row.best - row.leads;
  return [
    region(true),
    number(page.texts.split_given, (row) => row.leads, count),
    number(page.texts.split_best, (row) => row.best, count),
    number(page.texts.split_change, change, (value) => signed(value)),
    { label: page.texts.split_bars, value: (row) => row.best, show: (row) => bars(row, most) },
  ];
}

function repColumns() {
  return [
    { label: page.texts.rep, value: (row) => row.name ?? row.rep_id, show: (row) => row.name ?? row.rep_id, head: true },
    region(false),
    number(page.texts.rep_open, (row) => row.open, integer),
    number(page.texts.rep_leads, (row) => row.leads, count),
  ];
}

function bars(row, most) {
  const found = document.createElement("div");
  found.className = "bars";
  found.ariaHidden = "true";
  for (const [name, value] of [["given", row.leads], ["best", row.best]]) {
    const bar = document.createElement("i");
    bar.className = name;
    bar.style.width = `${(100 * value) / (most || 1)}%`;
    found.append(bar);
  }
  return found;
}

// The recommended split as percentages by region, which sum to 100 in one decimal.
export function shares({ regions }) {
  const sum = regions.reduce((total, row) => total + row.best, 0);
  const tenths = regions.map((row) => Math.floor((1000 * row.best) / sum));
  const order = regions.map((row, i) => [(1000 * row.best) / sum - tenths[i], i]).sort(([a], [b]) => b - a);
  const left = 1000 - tenths.reduce((total, each) => total + each, 0);
  for (const [, i] of order.slice(0, left)) tenths[i] += 1;
  return Object.fromEntries(regions.map((row, i) => [row.region, String(tenths[i] / 10)]));
}
