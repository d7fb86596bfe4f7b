// Each region as a whole: what comes of its leads, and how much its reps can carry.

import { loadUnknown } from "./headlines.js";
import { draw, number } from "./table.js";
import { count, integer, known, named, page, percent, points, ranged, say, signed } from "./wording.js";

const at = (id) => document.getElementById(id);
const without = (value) => say("without", { value });

export function showRegions(forecast) {
  const { regions, load_effect: effect } = forecast;
  const most = Math.max(...regions.flatMap((region) => [region.load_now, region.load_reached, region.load_seen]));
  const blind = loadUnknown(regions);
  const columns = blind ? outcomes() : [...outcomes(), ...capacity(most)];
  draw(at("regions-table"), columns, regions, { sortable: true });
  at("regions-more").hidden = blind;
  const change = (value) => `${points(value)}%`;
  at("load-effect").textContent = effect
    ? say("load_effect", { value: change(effect.value), low: change(effect.low), high: change(effect.high) })
    : "";
}

function outcomes() {
  return [
    { label: page.texts.region, value: (region) => named(region.region), show: (region) => named(region.region), head: true },
    number(page.texts.leads, (region) => region.leads, count),
    number(page.texts.wins, (region) => region.wins.value, (value, region) => pair(count(value), ranged(region.wins))),
    number(page.texts.net, (region) => region.net_wins.value, (value, region) =>
      pair(signed(value), ranged(region.net_wins, signed)),
    ),
    number(page.texts.probability, (region) => region.win_probability.value, (value, region) =>
      pair(percent(value), without(percent(region.probability_without))),
    ),
    number(page.texts.open_wins, (region) => region.open_wins.value, (value, region) =>
      pair(count(value), without(count(region.open_wins_without))),
    ),
  ];
}

function capacity(most) {
  return [
    number(page.texts.reps_column, (region) => region.reps_planned, (_, region) => staff(region)),
    { label: page.texts.load_per_rep, value: (region) => region.load_reached, show: (region) => gauge(region, most) },
    number(page.texts.enough, (region) => region.enough, enough),
  ];
}

function enough(value) {
  if (value === null) return page.texts.none;
  return value < 1 ? page.texts.enough_now : say("about", { leads: integer(value) });
}

function staff({ reps_now: now, reps_planned: planned }) {
  return now === planned ? known(now, integer) : `${known(now, integer)} → ${known(planned, integer)}`;
}

function part(name, className, text = "") {
  const found = document.createElement(name);
  found.className = className;
  found.textContent = text;
  return found;
}

function pair(main, aside) {
  const found = document.createDocumentFragment();
  found.append(main, part("small", "aside", aside));
  return found;
}

function gauge(region, most) {
  if (region.load_reached === null) return page.texts.none;
  const found = part("div", "load");
  found.append(track(region, most), part("span", "path", pathOf(region)));
  if (region.overloaded) found.append(part("strong", "warning", page.texts.state_over));
  return found;
}

export const pathOf = (region) =>
  say("load_path", { now: known(region.load_now), reached: count(region.load_reached), seen: known(region.load_seen) });

// Today's load, what the plan adds, and the most that was seen so far.
export function track(region, most) {
  const found = part("div", region.overloaded ? "track over" : "track");
  found.ariaHidden = "true";
  const { load_now: now, load_reached: reached, load_seen: seen } = region;
  const places = { range: seen, reached, now: Math.min(now, reached), seen };
  for (const [name, value] of Object.entries(places)) {
    const bar = part("i", name);
    bar.style[name === "seen" ? "left" : "width"] = `${(100 * (value ?? 0)) / (most || 1)}%`;
    found.append(bar);
  }
  return found;
}
