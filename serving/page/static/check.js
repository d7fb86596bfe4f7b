// What is wrong with a plan, field by field, before it is asked.

import { KINDS, numbersOf, SLACK, total } from "./plan.js";
import { named, page, percent, say } from "./wording.js";

export const LIMITS = {
  leads: [0, page.limits.leads],
  days: [1, page.limits.days],
  weeks: [1, page.limits.weeks],
  reps: [-page.limits.reps, page.limits.reps],
  quota: [0.1, page.limits.quota],
  response: [0.05, page.limits.response],
};
const WHOLE = ["leads", "days", "weeks"];
const OPTIONAL = ["quota", "response"];
const DAY = 24 * 3600 * 1000;

const within = (value, [least, most]) => value >= least && value <= most;

const grouped = (number) => number.toLocaleString("en");

export const rangeFault = (name) => say("error_range", { least: grouped(LIMITS[name][0]), most: grouped(LIMITS[name][1]) });

// Empty for a plan that can be asked.
export function faults(plan) {
  const found = {};
  for (const name of WHOLE) {
    if (!/^[+-]?\d+$/.test(plan[name])) found[name] = page.texts.error_number;
    else if (!within(Number(plan[name]), LIMITS[name])) found[name] = rangeFault(name);
  }
  for (const name of OPTIONAL) {
    if (plan[name] !== "" && !within(Number(plan[name]), LIMITS[name])) found[name] = rangeFault(name);
  }
  const others = { weekly: weeklyFault(plan), start: startFault(plan, found), reps: repsFault(plan.reps) };
  for (const kind of KINDS) others[kind] = sharesFault(kind, plan[kind]);
  for (const [name, fault] of Object.entries(others)) if (fault) found[name] = fault;
  // They follow from the weeks, and nobody can type there.
  if (others.weekly) for (const name of ["leads", "days"]) delete found[name];
  return found;
}

const moment = (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN);

function startFault(plan, others) {
  const start = moment(plan.start);
  if (Number.isNaN(start)) return page.texts.error_date;
  const away = (start - moment(page.today)) / DAY;
  if (away < 0) return say("error_past", { today: page.today });
  if (others.days || others.weeks) return null;
  const weeks = Math.floor((away + Number(plan.days) - 1) / 7) + Number(plan.weeks);
  return weeks > page.limits.far ? page.texts.error_far : null;
}

function weeklyFault(plan) {
  const numbers = plan.arrival === "weekly" ? numbersOf(plan.weekly) : [0];
  const most = Math.floor(page.limits.days / 7);
  const right = numbers.every((number) => Number.isInteger(number) && within(number, LIMITS.leads));
  return right && within(numbers.length, [1, most]) ? null : say("error_weekly", { most });
}

function repsFault(changes) {
  for (const { region, change, start } of changes) {
    if (!page.names.regions.includes(region)) return unknownName("regions");
    if (!/^[+-]?\d+$/.test(change)) return page.texts.error_change;
    if (!within(Number(change), LIMITS.reps)) return rangeFault("reps");
    if (start !== "" && Number.isNaN(moment(start))) return page.texts.error_date;
  }
  return null;
}

const unknownName = (kind) => say("error_unknown_name", { known: page.names[kind].slice(0, 12).map(named).join(page.texts.comma) });

function sharesFault(kind, shares) {
  const names = Object.keys(shares);
  if (names.some((name) => !page.names[kind].includes(name))) return unknownName(kind);
  if (names.some((name) => !within(Number(shares[name]), [0, 100]))) return page.texts.error_share;
  const sum = total(shares);
  if (sum > 100 + SLACK) return say("error_shares_over", { total: percent(sum / 100) });
  // What is left over goes to the names without a share; here there are none.
  const short = names.length > 0 && names.length === page.names[kind].length && sum < 100 - SLACK;
  return short ? say("error_shares_sum", { total: percent(sum / 100) }) : null;
}
