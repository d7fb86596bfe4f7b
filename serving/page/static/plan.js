// The plan as typed, as the API has it, and as an address holds it. Shares are percentages here, fractions in the API.

import { page } from "./wording.js";

export const KINDS = ["regions", "industries", "sources", "products"];
// Thirds do not add up to 100 in any number of decimals.
export const SLACK = 0.05;
const ALWAYS = ["leads", "start", "days", "weeks"];
const USUAL = { arrival: "even", weekly: "", quota: "", response: "" };

const trimmed = (value) => String(Number(value.toFixed(4)));
const optional = (value) => (value === "" ? null : Number(value));

export const total = (shares) => Object.values(shares).reduce((sum, share) => sum + Number(share), 0);

// The leads of each week, as "200, 300" says them; NaN for what is no number. The comma of 1,000 beside another separator
// may part two weeks or be within one number, so nothing is guessed.
export function numbersOf(weekly) {
  if (/\d,\d{3}(?!\d)/.test(weekly) && /\d,?[\s，、;；/]+\d/.test(weekly)) return [NaN];
  const parts = weekly.split(/[\s,，、;；/]+/).filter(Boolean);
  return parts.map((part) => (/^(0|[1-9]\d*)$/.test(part) ? Number(part) : NaN));
}

// What a plan by weeks says of all of them.
export const allOf = (numbers) => ({ leads: String(numbers.reduce((sum, each) => sum + each, 0)), days: String(7 * numbers.length) });

export function toScenario(plan) {
  const scenario = {
    leads: Number(plan.leads),
    start: plan.start,
    days: Number(plan.days),
    horizon_weeks: Number(plan.weeks),
    arrival: plan.arrival === "ramp" ? "ramp" : "even",
    weekly: plan.arrival === "weekly" ? numbersOf(plan.weekly) : [],
    quota: optional(plan.quota),
    response_hours: optional(plan.response),
    reps: plan.reps.map((each) => ({ region: each.region, change: Number(each.change), start: each.start || null })),
  };
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
    arrival: scenario.weekly.length > 0 ? "weekly" : scenario.arrival,
    weekly: scenario.weekly.join(", "),
    quota: scenario.quota === null ? "" : trimmed(scenario.quota),
    response: scenario.response_hours === null ? "" : trimmed(scenario.response_hours),
    reps: scenario.reps.map((each) => ({ region: each.region, change: withSign(each.change), start: each.start ?? "" })),
  };
  for (const kind of KINDS) plan[kind] = percentages(scenario[kind]);
  return plan;
}

const withSign = (change) => (change > 0 ? `+${change}` : String(change));

export const percentages = (shares) =>
  Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, trimmed(share * 100)]));

export function toQuery(plan) {
  const query = new URLSearchParams();
  for (const name of ALWAYS) query.set(name, plan[name]);
  for (const [name, usual] of Object.entries(USUAL)) if (plan[name] !== usual) query.set(name, plan[name]);
  for (const kind of KINDS) {
    for (const [name, share] of Object.entries(plan[kind])) query.append(kind, `${name}:${share}`);
  }
  for (const { region, change, start } of plan.reps) query.append("reps", `${region}:${change}:${start}`);
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
    reps: query.getAll("reps").map(repChange),
  };
  for (const [name, usual] of Object.entries(USUAL)) plan[name] = query.get(name) ?? usual;
  for (const kind of KINDS) {
    // The last colon: a name may hold one itself.
    plan[kind] = Object.fromEntries(
      query.getAll(kind).map((each) => [each.slice(0, each.lastIndexOf(":")), each.slice(each.lastIndexOf(":") + 1)]),
    );
  }
  return plan;
}

function repChange(written) {
  const parts = written.split(":");
  const start = parts.length > 2 ? parts.pop() : "";
  const change = parts.length > 1 ? parts.pop() : "";
  return { region: parts.join(":"), change, start };
}

export const same = (one, other) => String(toQuery(one)) === String(toQuery(other));
