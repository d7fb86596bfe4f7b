// The plan: from the form, to the form, from the address, to the address. Shares are percentages here, fractions in the API.

import { page, say, percent } from "./wording.js";

export const KINDS = ["regions", "industries"];
const NUMBERS = { leads: [0, page.limits.leads], days: [1, page.limits.days], weeks: [1, page.limits.weeks] };
// Thirds do not add up to 100 in any number of decimals.
const SLACK = 0.05;
const DAY = 24 * 3600 * 1000;

const roomy = window.matchMedia("(min-width: 821px)");
const field = (name) => document.getElementById(name);
const shareInputs = (kind) => [...field(`${kind}-rows`).querySelectorAll("input")];
const trimmed = (value) => String(Number(value.toFixed(4)));

export function buildShares() {
  for (const kind of KINDS) {
    if (page.names[kind].length < 2) continue;
    field(kind).hidden = false;
    field(`${kind}-rows`).append(...page.names[kind].map((name, place) => shareRow(kind, name, place)));
  }
}

function shareRow(kind, name, place) {
  const row = document.createElement("div");
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.id = `${kind}-${place}`;
  input.dataset.name = name;
  input.inputMode = "decimal";
  input.autocomplete = "off";
  input.setAttribute("aria-label", say("share_of", { name }));
  input.setAttribute("aria-describedby", `${kind}-error`);
  label.htmlFor = input.id;
  label.textContent = name;
  row.append(label, input);
  return row;
}

export function fill(plan) {
  for (const name of ["leads", "start", "days", "weeks"]) field(name).value = plan[name];
  for (const kind of KINDS) {
    for (const input of shareInputs(kind)) input.value = plan[kind][input.dataset.name] ?? "";
    // On a phone the results come first.
    field(kind).open ||= roomy.matches && Object.keys(plan[kind]).length > 0;
  }
  showTotals();
}

export function clearShares(kind) {
  for (const input of shareInputs(kind)) input.value = "";
  showTotals();
}

const total = (shares) => Object.values(shares).reduce((sum, share) => sum + Number(share), 0);

export function showTotals() {
  const plan = read();
  for (const kind of KINDS) {
    const given = Object.keys(plan[kind]).length > 0;
    const sum = total(plan[kind]);
    const shown = Number.isFinite(sum) ? percent(sum / 100) : page.texts.none;
    field(`${kind}-total`).value = given ? say("shares_total", { total: shown }) : page.texts.shares_recent;
  }
}

export function read() {
  const plan = {};
  for (const name of ["leads", "start", "days", "weeks"]) plan[name] = field(name).value.trim();
  for (const kind of KINDS) {
    const given = shareInputs(kind).filter((input) => input.value.trim() !== "");
    plan[kind] = Object.fromEntries(given.map((input) => [input.dataset.name, input.value.trim()]));
  }
  return plan;
}

// What is wrong with a plan, by field; empty for one that can be asked.
export function faults(plan) {
  const found = {};
  for (const [name, [least, most]] of Object.entries(NUMBERS)) {
    if (!/^\d+$/.test(plan[name])) found[name] = page.texts.error_number;
    else if (Number(plan[name]) < least || Number(plan[name]) > most) found[name] = say("error_range", { least, most });
  }
  const late = startFault(plan, found);
  if (late) found.start = late;
  for (const kind of KINDS) {
    const wrong = sharesFault(kind, plan[kind]);
    if (wrong) found[kind] = wrong;
  }
  return found;
}

function startFault(plan, others) {
  const start = Date.parse(`${plan.start}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(plan.start) || Number.isNaN(start)) return page.texts.error_date;
  const away = (start - Date.parse(`${page.today}T00:00:00Z`)) / DAY;
  if (away < 0) return say("error_past", { today: page.today });
  if (others.days || others.weeks) return null;
  const weeks = Math.floor((away + Number(plan.days) - 1) / 7) + Number(plan.weeks);
  return weeks > page.limits.far ? page.texts.error_far : null;
}

function sharesFault(kind, shares) {
  const names = Object.keys(shares);
  if (names.some((name) => !page.names[kind].includes(name))) {
    return say("error_unknown_name", { known: page.names[kind].slice(0, 12).join(page.texts.comma) });
  }
  if (names.some((name) => !(Number(shares[name]) >= 0 && Number(shares[name]) <= 100))) return page.texts.error_share;
  const sum = total(shares);
  if (sum > 100 + SLACK) return say("error_shares_over", { total: percent(sum / 100) });
  // What is left over goes to the names without a share; here there are none.
  const short = names.length === page.names[kind].length && sum < 100 - SLACK;
  return short ? say("error_shares_sum", { total: percent(sum / 100) }) : null;
}

export function toScenario(plan) {
  const scenario = { leads: Number(plan.leads), start: plan.start, days: Number(plan.days), horizon_weeks: Number(plan.weeks) };
  for (const kind of KINDS) {
    const sum = total(plan[kind]);
    const whole = Math.abs(sum - 100) <= SLACK ? sum : 100;
    scenario[kind] = Object.fromEntries(Object.entries(plan[kind]).map(([name, share]) => [name, Number(share) / whole]));
  }
  return scenario;
}

export function fromScenario(scenario) {
  const plan = {
    leads: String(scenario.leads),
    start: scenario.start,
    days: String(scenario.days),
    weeks: String(scenario.horizon_weeks),
  };
  for (const kind of KINDS) {
    plan[kind] = Object.fromEntries(Object.entries(scenario[kind]).map(([name, share]) => [name, trimmed(share * 100)]));
  }
  return plan;
}

export function toQuery(plan, question) {
  const query = new URLSearchParams({ lang: page.lang });
  if (question) query.set("q", question);
  for (const name of ["leads", "start", "days", "weeks"]) query.set(name, plan[name]);
  for (const kind of KINDS) {
    for (const [name, share] of Object.entries(plan[kind])) query.append(kind, `${name}:${share}`);
  }
  return query;
}

// The plan that an address holds, null for one without; what it leaves out is usual.
export function fromQuery(query) {
  if (!query.has("leads")) return null;
  const plan = {
    leads: query.get("leads"),
    start: query.get("start") ?? page.start,
    days: query.get("days") ?? "7",
    weeks: query.get("weeks") ?? "12",
  };
  for (const kind of KINDS) {
    // The last colon: a name may hold one itself.
    plan[kind] = Object.fromEntries(
      query.getAll(kind).map((each) => [each.slice(0, each.lastIndexOf(":")), each.slice(each.lastIndexOf(":") + 1)]),
    );
  }
  return plan;
}
