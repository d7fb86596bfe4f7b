// The few numbers that come first.

import { count, day, integer, interval, money, named, page, percent, say, signed } from "./wording.js";

const at = (id) => document.getElementById(id);
const sum = (values) => values.reduce((total, value) => total + value, 0);

// All headlines of a forecast by name: {label, figure, range, more, alarm}; no revenue where the history has no values.
export function headlines(forecast) {
  return {
    extra: extra(forecast),
    net: net(forecast),
    ...(forecast.revenue === null ? {} : { revenue: revenue(forecast.revenue) }),
    chance: chance(forecast),
    over: over(forecast.regions),
  };
}

const scaled = (range, by) => ({ value: range.value / by, low: range.low / by, high: range.high / by });

function extra({ scenario, wins }) {
  const some = scenario.leads > 0;
  const more = some ? say("extra_wins_more", { leads: integer(scenario.leads), weeks: scenario.horizon_weeks }) : page.texts.no_extra;
  return { label: page.texts.extra_wins, figure: count(wins.value), range: some ? interval(wins) : "", more };
}

function net({ net_wins: change, weeks }) {
  const all = count(sum(weeks.map((week) => week.wins.value)));
  const without = count(sum(weeks.map((week) => week.wins_without)));
  return {
    label: page.texts.net_wins,
    figure: signed(change.value),
    range: interval(change, signed),
    more: say("net_wins_more", { all, without, day: day(lastOf(weeks.at(-1))) }),
  };
}

// The Sunday of a week, or whichever day ends it.
function lastOf({ start }) {
  const last = new Date(`${start}T00:00:00Z`);
  last.setUTCDate(last.getUTCDate() + 6);
  return last.toISOString().slice(0, 10);
}

function revenue(range) {
  return { label: page.texts.revenue, figure: money(range.value), range: interval(range, money), more: page.texts.revenue_more };
}

function chance({ scenario, wins }) {
  const each = scenario.leads > 0 ? scaled(wins, scenario.leads) : null;
  return {
    label: page.texts.win_chance,
    figure: each ? percent(each.value) : page.texts.none,
    range: each ? interval(each, percent) : "",
    more: each ? say("win_chance_more", { weeks: scenario.horizon_weeks }) : page.texts.no_extra,
  };
}

export const loadUnknown = (regions) => regions.every((region) => region.load_reached === null);

function over(regions) {
  const label = page.texts.overloaded;
  if (loadUnknown(regions)) return { label, figure: page.texts.none, range: "", more: page.texts.overloaded_unknown };
  const names = regions.filter((region) => region.overloaded).map((region) => named(region.region));
  return {
    label,
    figure: say("overloaded_count", { count: names.length, all: regions.length }),
    range: names.join(page.texts.comma),
    more: names.length ? "" : page.texts.overloaded_none,
    alarm: names.length > 0,
  };
}

export function showHeadlines(forecast) {
  const found = headlines(forecast);
  at("headline-revenue").hidden = !found.revenue;
  for (const [name, { alarm = false, ...parts }] of Object.entries(found)) {
    const card = at(`headline-${name}`);
    for (const part of ["figure", "range", "more"]) card.querySelector(`[data-part=${part}]`).textContent = parts[part];
    card.classList.toggle("alarm", alarm);
  }
}
