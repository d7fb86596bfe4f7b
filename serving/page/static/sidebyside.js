// Scenarios as columns of a table: their numbers, and what each changes against the first.

import { differences } from "./difference.js";
import { loadUnknown } from "./headlines.js";
import { node } from "./nodes.js";
import { measure } from "./panel.js";
import { count, money, named, page, ranged, say, signed } from "./wording.js";

const overloaded = (forecast) => forecast.regions.filter((region) => region.overloaded);

// Whether more is better says which way a difference is coloured.
const ROWS = [
  { label: () => page.texts.extra_wins, range: (forecast) => forecast.wins, show: count },
  { label: () => page.texts.net_wins, range: (forecast) => forecast.net_wins, show: (value) => signed(value) },
  { label: () => page.texts.revenue, range: (forecast) => forecast.revenue, show: money },
];

export function drawComparison(table, scenarios, actions) {
  const head = document.createElement("thead");
  const body = document.createElement("tbody");
  const titles = head.insertRow();
  titles.append(cell("th", page.texts.scenario, { scope: "col" }));
  titles.append(...scenarios.map((one) => title(one, actions)));
  body.append(line(page.texts.plan_heading, scenarios, (one) => sentence(one.forecast.understood[page.lang])));
  for (const row of ROWS) {
    if (scenarios.every((one) => row.range(one.forecast) !== null)) body.append(rangeLine(row, scenarios));
  }
  if (!scenarios.some((one) => loadUnknown(one.forecast.regions))) body.append(overloadLine(scenarios));
  if (scenarios.length > 1) body.append(heatLine(scenarios));
  table.replaceChildren(head, body);
}

function cell(name, text, attributes = {}) {
  const found = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
  found.textContent = text;
  return found;
}

// A browser would break dates at their blanks, or between any two characters, and "12-week" at its hyphen.
const WHOLE = /(\d+(?:-\w+)+|\d+ [A-Z][a-z]{2} \d{4}|\d{4}年\d+月\d+日)/;

function sentence(said) {
  const parts = said.split(WHOLE);
  return node("td", "sentence", ...parts.map((part, place) => (place % 2 ? node("span", "whole", part) : part)));
}

function title(one, { rename, remove, open }) {
  const found = cell("th", "", { scope: "col", class: one.passing ? "passing" : "pinned" });
  if (one.passing) {
    found.textContent = one.name;
    return found;
  }
  const name = cell("input", "", { "aria-label": page.texts.scenario_rename, maxlength: 40, autocomplete: "off" });
  name.value = one.name;
  name.addEventListener("change", () => {
    rename(one, name.value);
    name.value = one.name;
  });
  const button = { type: "button", class: "link" };
  const shown = cell("button", page.texts.open, { ...button, "aria-label": say("open_named", { name: one.name }) });
  shown.addEventListener("click", () => open(one.plan));
  const gone = cell("button", page.texts.remove, { ...button, "aria-label": say("remove_named", { name: one.name }) });
  gone.addEventListener("click", () => remove(one));
  const buttons = cell("span", "", { class: "title-buttons" });
  buttons.append(shown, gone);
  found.append(name, buttons);
  return found;
}

function line(label, scenarios, each) {
  const found = document.createElement("tr");
  found.append(cell("th", label, { scope: "row" }), ...scenarios.map(each));
  return found;
}

function rangeLine({ label, range, show }, scenarios) {
  const first = range(scenarios[0].forecast).value;
  return line(label(), scenarios, (one, place) => {
    const found = cell("td", "");
    const { value } = range(one.forecast);
    const interval = ranged(range(one.forecast), show);
    found.append(cell("b", show(value), { class: "amount" }), cell("small", interval, { class: "aside" }));
    if (place) found.append(change(value - first, show));
    return found;
  });
}

function change(value, show, better = value) {
  const text = signed(value, (each) => show(each).replace(/^\+/, ""));
  const way = !/[1-9]/.test(text) ? "level" : better > 0 ? "better" : "worse";
  return cell("span", say("against_first", { change: text }), { class: `change ${way}` });
}

function overloadLine(scenarios) {
  const first = overloaded(scenarios[0].forecast).length;
  return line(page.texts.overloaded, scenarios, (one, place) => {
    const found = cell("td", "");
    const names = overloaded(one.forecast).map((region) => named(region.region));
    found.append(cell("b", String(names.length), { class: names.length ? "amount many" : "amount" }));
    found.append(cell("small", names.join(page.texts.comma), { class: "aside" }));
    const more = names.length - first;
    if (place) found.append(change(more, String, -more));
    return found;
  });
}

function heatLine(scenarios) {
  const which = measure() === "wins" ? "wins" : "chance";
  const name = which === "wins" ? page.texts.measure_wins : page.texts.measure_chance;
  const first = scenarios[0].forecast;
  const drawn = differences(first, scenarios.slice(1).map((one) => one.forecast), which);
  return line(say("heat_difference", { measure: name }), scenarios, (_, place) => {
    const found = cell("td", place ? "" : page.texts.first_is_base, { class: place ? "" : "sentence" });
    if (place) found.append(drawn[place - 1]);
    return found;
  });
}
