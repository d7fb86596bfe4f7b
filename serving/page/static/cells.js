// The numbers behind the pictures, as tables.

import { draw, number } from "./table.js";
import { VIEWS } from "./views.js";
import { count, day, integer, known, money, named, page, percent, points, ranged, signed } from "./wording.js";

const at = (id) => document.getElementById(id);
const text = (label, value, show = value, head = false) => ({ label, value, show, head });

const region = () => text(page.texts.region, (row) => named(row.region), (row) => named(row.region), true);
const chance = () => [
  number(page.texts.probability, (row) => row.win_probability.value, percent),
  number(page.texts.probability_interval, (row) => row.win_probability.low, (_, row) => ranged(row.win_probability, percent)),
];
const revenue = (rows, value) =>
  rows.every((row) => row.revenue !== null) ? [number(page.texts.revenue, value, money)] : [];

// Region × industry or source.
function split(rows, label, second) {
  return [
    region(),
    text(label, (row) => named(second(row))),
    ...chance(),
    number(page.texts.standard, (row) => row.standard, percent),
    number(page.texts.base, (row) => row.base, percent),
    number(page.texts.mix, (row) => row.mix, points),
    number(page.texts.season, (row) => row.season, points),
    number(page.texts.load, (row) => row.load, points),
    number(page.texts.leads, (row) => row.leads, count),
    number(page.texts.wins, (row) => row.wins.value, count),
    number(page.texts.wins_interval, (row) => row.wins.low, (_, row) => ranged(row.wins)),
    ...revenue(rows, (row) => row.revenue.value),
    number(page.texts.evidence, (row) => row.evidence, integer),
  ];
}

const change = (value) => number(page.texts.measure_change, value, (each) => signed(each));

const columns = {
  industry: (rows) => split(rows, page.texts.industry, (row) => row.industry),
  source: (rows) => split(rows, page.texts.source, (row) => row.source),
  week: (rows) => [
    region(),
    text(page.texts.week, (row) => row.start, (row) => day(row.start)),
    ...chance(),
    number(page.texts.arriving, (row) => row.arriving, count),
    number(page.texts.all_wins, (row) => row.wins.value, count),
    number(page.texts.wins_interval, (row) => row.wins.low, (_, row) => ranged(row.wins)),
    number(page.texts.without_plan, (row) => row.wins_without, count),
    change((row) => row.wins.value - row.wins_without),
    ...revenue(rows, (row) => row.revenue.value),
    number(page.texts.load_per_rep, (row) => row.load, (value) => known(value)),
  ],
  map: (rows) => [
    region(),
    ...chance(),
    number(page.texts.standard, (row) => row.standard, percent),
    number(page.texts.leads, (row) => row.leads, count),
    number(page.texts.wins, (row) => row.wins.value, count),
    number(page.texts.wins_interval, (row) => row.wins.low, (_, row) => ranged(row.wins)),
    change((row) => row.net_wins.value),
    ...revenue(rows, (row) => row.revenue.value),
  ],
};

export function showCells(forecast, view) {
  const rows = VIEWS[view].rows(forecast);
  draw(at("cells"), columns[view](rows), rows, { sortable: true });
}

export function showWeeks(forecast) {
  const rows = forecast.weeks;
  draw(at("weeks-table"), [
    text(page.texts.week, (week) => week.start, (week) => day(week.start), true),
    number(page.texts.with_plan, (week) => week.wins.value, count),
    number(page.texts.band, (week) => week.wins.low, (_, week) => ranged(week.wins)),
    number(page.texts.without_plan, (week) => week.wins_without, count),
    number(page.texts.arriving, (week) => week.arriving, count),
    ...revenue(rows, (week) => week.revenue.value),
  ], rows);
}

export function showNotes(forecast) {
  const lines = forecast.notes.map((note) => {
    const line = document.createElement("li");
    line.textContent = note[page.lang];
    return line;
  });
  at("notes").replaceChildren(...lines);
  at("notes-card").hidden = lines.length === 0;
}
