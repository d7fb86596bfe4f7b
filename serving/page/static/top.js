// The first to call: a table on a wide screen, a card each on a narrow one.

import { node, pageLink, pathOf } from "./nodes.js";
import { gradeOf, trendOf } from "./profile.js";
import { showRemarks } from "./remarks.js";
import { draw, number } from "./table.js";
import { integer, known, money, named, page, percent, say } from "./wording.js";

const at = (id) => document.getElementById(id);

export function showTop(told) {
  const { top, total, horizon_days: days, currency_known: valued } = told;
  const order = valued ? page.texts.top_by_stake : page.texts.top_by_chance;
  at("top-hint").textContent = say("top_hint", { order, shown: integer(top.length), total: integer(total), days: integer(days) });
  showRemarks(at("top-hint"), told, "top");
  at("top").hidden = top.length === 0;
  draw(at("top"), columns(told, valued), top.map((entry, place) => ({ ...entry, rank: place + 1 })));
  for (const row of at("top").tBodies[0].rows) label(row);
}

function columns({ entity, top }, valued) {
  const name = (entry) => node("span", "who", pageLink(pathOf(entity, entry.id), page.lang, entry.name ?? entry.id), entry.name ? node("small", "aside", entry.id) : null);
  const stake = number(page.texts.at_stake, (entry) => entry.at_stake, (value, entry) =>
    node("span", "", known(value, money), entry.value === null ? null : node("small", "aside", say("of_value", { value: money(entry.value) }))),
  );
  const shown = [
    number(page.texts.rank, (entry) => entry.rank, String),
    { label: page.texts.name, show: name, head: true },
    top.some((entry) => entry.region) ? { label: page.texts.region, show: (entry) => named(entry.region) ?? page.texts.none } : null,
    { label: page.texts.rep, show: (entry) => entry.rep?.name ?? entry.rep?.id ?? page.texts.none },
    { label: page.texts.grade, show: (entry) => gradeOf(entry.grade) },
    number(page.texts.chance, (entry) => entry.probability, (value, entry) => node("span", "", percent(value), node("small", "aside", rangeOf(entry)))),
    valued ? stake : null,
    { label: page.texts.trend, show: (entry) => trendOf(entry.trend) },
    top.some((entry) => entry.reason) ? { label: page.texts.why_now, show: (entry) => node("span", "why-now", entry.reason?.[page.lang] ?? page.texts.none) } : null,
  ];
  return shown.filter(Boolean);
}

const rangeOf = ({ interval: { low, high } }) => `${percent(low)} – ${percent(high)}`;

// On a narrow screen a row stands by itself, and each number needs its name.
function label(row) {
  [...row.cells].forEach((cell, place) => (cell.dataset.label = at("top").tHead.rows[0].cells[place].textContent));
}
