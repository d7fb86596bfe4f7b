// The plan's form: its fields, the shares by name, and the changes of reps as rows.

import { allOf, KINDS, numbersOf, total } from "./plan.js";
import { inOrder, named, page, percent, say } from "./wording.js";

const SINGLE = ["leads", "start", "days", "weeks", "weekly", "quota", "response"];
// What the numbers of the weeks say as well.
const SUMMED = ["leads", "days"];

const roomy = window.matchMedia("(min-width: 821px)");
const field = (name) => document.getElementById(name);
const shareInputs = (kind) => [...field(`${kind}-rows`).querySelectorAll("input")];
const repRows = () => [...field("reps-rows").children];

export function build() {
  for (const kind of KINDS) {
    if (page.names[kind].length < 2) continue;
    field(kind).hidden = false;
    field(`${kind}-rows`).append(...inOrder(page.names[kind]).map((name, place) => shareRow(kind, name, place)));
  }
  field("reps-add").addEventListener("click", () => {
    const row = repRow({ region: page.names.regions[0], change: "+1", start: "" });
    field("reps-rows").append(row);
    row.querySelector("select").focus();
    changed(row);
  });
}

// As if it had been typed: the form tells its listeners.
const changed = (place) => place.dispatchEvent(new Event("input", { bubbles: true }));

function made(name, attributes) {
  const found = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
  return found;
}

function shareRow(kind, name, place) {
  const row = document.createElement("div");
  const label = made("label", { for: `${kind}-${place}` });
  label.textContent = named(name);
  const described = { "aria-label": say("share_of", { name: named(name) }), "aria-describedby": `${kind}-error` };
  const input = made("input", { id: label.htmlFor, inputmode: "decimal", autocomplete: "off", ...described });
  input.dataset.name = name;
  row.append(label, input);
  return row;
}

function repRow({ region, change, start }) {
  const row = made("div", { class: "rep-row", role: "group", "aria-label": page.texts.reps });
  const input = (label, more) =>
    made("input", { "aria-label": label, "aria-describedby": "reps-error", autocomplete: "off", ...more });
  const regions = made("select", { "aria-label": page.texts.region, "aria-describedby": "reps-error" });
  const names = page.names.regions.includes(region) ? page.names.regions : [region, ...page.names.regions];
  regions.append(...inOrder(names).map((name) => new Option(named(name), name, false, name === region)));
  const number = input(page.texts.reps_change, { class: "change", placeholder: "+1" });
  const from = input(page.texts.reps_from, { class: "from", placeholder: page.texts.reps_from_start });
  const remove = made("button", { type: "button", class: "remove", "aria-label": page.texts.remove });
  [number.value, from.value, remove.textContent] = [change, start, "×"];
  remove.addEventListener("click", () => {
    const place = row.parentElement;
    row.remove();
    field("reps-add").focus();
    changed(place);
  });
  row.append(regions, number, remove, from);
  return row;
}

export function fill(plan) {
  for (const name of SINGLE) field(name).value = plan[name];
  for (const choice of document.getElementsByName("arrival")) choice.checked = choice.value === plan.arrival;
  field("reps-rows").replaceChildren(...plan.reps.map(repRow));
  for (const kind of KINDS) {
    for (const input of shareInputs(kind)) input.value = plan[kind][input.dataset.name] ?? "";
    // On a phone the results come first.
    field(kind).open ||= roomy.matches && Object.keys(plan[kind]).length > 0;
  }
  field("more").open ||= roomy.matches && rare(plan) > 0;
  showWeekly();
  showTotals();
}

// By weeks, leads and days follow from the numbers of the weeks; once it is chosen, these begin as what the form says.
export function showWeekly(chosen = false) {
  const weekly = arrival() === "weekly";
  field("by-week").hidden = !weekly;
  for (const name of SUMMED) field(name).readOnly = weekly;
  if (!weekly) field("weekly").value = "";
  if (!weekly) return;
  if (chosen) field("weekly").value = spread(...SUMMED.map((name) => Number(field(name).value)));
  const all = allOf(numbersOf(field("weekly").value));
  for (const name of SUMMED) if (/^\d+$/.test(all[name])) field(name).value = all[name];
}

const arrival = () => document.querySelector("[name=arrival]:checked").value;

function spread(leads, days) {
  const weeks = Math.max(Math.round(days / 7) || 1, 1);
  const upTo = (week) => Math.round(((leads || 0) * week) / weeks);
  return Array.from({ length: weeks }, (_, week) => upTo(week + 1) - upTo(week)).join(", ");
}

// How many of the rarely used fields a plan uses.
const rare = (plan) =>
  plan.reps.length +
  [plan.quota, plan.response].filter((value) => value !== "").length +
  ["sources", "products"].filter((kind) => Object.keys(plan[kind]).length > 0).length;

export function clearShares(kind) {
  for (const input of shareInputs(kind)) input.value = "";
  showTotals();
}

export function showTotals() {
  const plan = read();
  for (const kind of KINDS) {
    const given = Object.keys(plan[kind]).length > 0;
    const sum = total(plan[kind]);
    const shown = Number.isFinite(sum) ? percent(sum / 100) : page.texts.none;
    field(`${kind}-total`).value = given ? say("shares_total", { total: shown }) : page.texts.shares_recent;
  }
  field("more-total").value = rare(plan) ? say("more_total", { count: rare(plan) }) : "";
}

export function read() {
  const plan = {};
  for (const name of SINGLE) plan[name] = field(name).value.trim();
  plan.arrival = arrival();
  if (plan.arrival !== "weekly") plan.weekly = "";
  plan.reps = repRows().map((row) => ({
    region: row.querySelector("select").value,
    change: row.querySelector(".change").value.trim(),
    start: row.querySelector(".from").value.trim(),
  }));
  for (const kind of KINDS) {
    const given = shareInputs(kind).filter((input) => input.value.trim() !== "");
    plan[kind] = Object.fromEntries(given.map((input) => [input.dataset.name, input.value.trim()]));
  }
  return plan;
}
