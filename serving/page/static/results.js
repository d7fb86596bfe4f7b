// A forecast as headlines, tables and notes.

import { draw } from "./table.js";
import { count, day, integer, interval, known, named, page, percent, points, say, signed } from "./wording.js";

const at = (id) => document.getElementById(id);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const ranged = (range, show = count) => `${show(range.low)} – ${show(range.high)}`;

function headline(name, figure, range, more, alarm = false) {
  const card = at(`headline-${name}`);
  const parts = { figure, range, more };
  for (const [part, text] of Object.entries(parts)) card.querySelector(`[data-part=${part}]`).textContent = text;
  card.classList.toggle("alarm", alarm);
}

export function showHeadlines(forecast) {
  const { scenario, wins, net_wins: net, weeks } = forecast;
  const horizon = scenario.horizon_weeks;
  const some = scenario.leads > 0;
  headline(
    "extra",
    count(wins.value),
    some ? interval(wins) : "",
    some ? say("extra_wins_more", { leads: integer(scenario.leads), weeks: horizon }) : page.texts.no_extra,
  );
  const all = count(sum(weeks.map((week) => week.wins.value)));
  const without = count(sum(weeks.map((week) => week.wins_without)));
  headline("net", signed(net.value), interval(net, signed), say("net_wins_more", { all, without, weeks: weeks.length }));
  const chance = (value) => (some ? percent(value / scenario.leads) : page.texts.none);
  headline(
    "chance",
    chance(wins.value),
    some ? interval({ low: wins.low / scenario.leads, high: wins.high / scenario.leads }, percent) : "",
    some ? say("win_chance_more", { weeks: horizon }) : page.texts.no_extra,
  );
  showOverload(forecast.regions);
}

const loadUnknown = (regions) => regions.every((region) => region.load_reached === null);

function showOverload(regions) {
  const over = regions.filter((region) => region.overloaded);
  const blind = loadUnknown(regions);
  const names = over.map((region) => named(region.region)).join(page.texts.comma);
  const figure = blind ? page.texts.none : say("overloaded_count", { count: over.length, all: regions.length });
  const calm = blind ? page.texts.overloaded_unknown : page.texts.overloaded_none;
  headline("over", figure, "", names || calm, over.length > 0);
}

export function showCells(forecast) {
  const probability = (cell) => cell.win_probability.value;
  const columns = [
    { label: page.texts.region, value: (cell) => named(cell.region), show: (cell) => named(cell.region), head: true },
    { label: page.texts.industry, value: (cell) => named(cell.industry), show: (cell) => named(cell.industry) },
    number(page.texts.probability, probability, percent),
    number(page.texts.probability_interval, (cell) => cell.win_probability.low, (_, cell) => ranged(cell.win_probability, percent)),
    number(page.texts.base, (cell) => cell.base, percent),
    number(page.texts.mix, (cell) => cell.mix, points),
    number(page.texts.load, (cell) => cell.load, points),
    number(page.texts.leads, (cell) => cell.leads, count),
    number(page.texts.wins, (cell) => cell.wins.value, count),
    number(page.texts.wins_interval, (cell) => cell.wins.low, (_, cell) => ranged(cell.wins)),
    number(page.texts.evidence, (cell) => cell.evidence, integer),
  ];
  draw(at("cells"), columns, forecast.cells, { sortable: true });
}

function number(label, value, show) {
  return { label, value, numeric: true, show: (row) => show(value(row), row) };
}

export function showRegions(forecast) {
  const most = Math.max(...forecast.regions.flatMap((region) => [region.load_now, region.load_reached, region.load_seen]));
  const columns = [
    { label: page.texts.region, value: (region) => named(region.region), show: (region) => named(region.region), head: true },
    number(page.texts.leads, (region) => region.leads, count),
    number(page.texts.wins, (region) => region.wins.value, (value, region) => pair(count(value), ranged(region.wins))),
    number(page.texts.with_without, (region) => region.win_probability.value, (value, region) =>
      pair(percent(value), percent(region.probability_without)),
    ),
    number(page.texts.open_wins, (region) => region.open_wins.value, (value, region) =>
      pair(count(value), count(region.open_wins_without)),
    ),
  ];
  const load = [
    { label: page.texts.load, value: (region) => region.load_reached, show: (region) => loadBar(region, most) },
    { label: page.texts.state, value: (region) => Number(region.overloaded), show: verdict },
  ];
  const blind = loadUnknown(forecast.regions);
  draw(at("regions-table"), blind ? columns : [...columns, ...load], forecast.regions, { sortable: true });
  at("regions-more").hidden = blind;
  const effect = forecast.load_effect;
  const change = (value) => `${points(value)}%`;
  at("load-effect").textContent = effect
    ? say("load_effect", { value: change(effect.value), low: change(effect.low), high: change(effect.high) })
    : "";
}

function pair(main, aside) {
  const found = document.createDocumentFragment();
  const small = document.createElement("small");
  small.textContent = ` (${aside})`;
  found.append(main, small);
  return found;
}

function loadBar(region, most) {
  if (region.load_reached === null) return page.texts.none;
  const found = document.createElement("div");
  const track = document.createElement("div");
  const text = document.createElement("span");
  found.className = "load";
  track.className = "track";
  track.ariaHidden = "true";
  for (const [name, value] of [["reached", region.load_reached], ["now", region.load_now], ["seen", region.load_seen]]) {
    const part = document.createElement("i");
    part.className = name;
    part.style[name === "seen" ? "left" : "width"] = `${(100 * (value ?? 0)) / (most || 1)}%`;
    track.append(part);
  }
  track.classList.toggle("over", region.overloaded);
  text.textContent = say("load_path", { now: known(region.load_now), reached: count(region.load_reached), seen: known(region.load_seen) });
  found.append(track, text);
  return found;
}

function verdict(region) {
  const found = document.createElement("span");
  if (region.load_reached === null) {
    found.textContent = page.texts.state_unknown;
  } else if (region.overloaded) {
    found.className = "warning";
    found.textContent = say("state_over", { reached: count(region.load_reached), seen: known(region.load_seen) });
  } else {
    found.className = "fine";
    found.textContent = page.texts.state_fine;
  }
  return found;
}

export function showWeeks(forecast) {
  const columns = [
    { label: page.texts.week, value: (week) => week.start, show: (week) => day(week.start), head: true },
    number(page.texts.with_plan, (week) => week.wins.value, count),
    number(page.texts.band, (week) => week.wins.low, (_, week) => ranged(week.wins)),
    number(page.texts.without_plan, (week) => week.wins_without, count),
  ];
  draw(at("weeks-table"), columns, forecast.weeks);
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

export function showLegend(forecast, [low, high]) {
  const thin = { thin: page.thin };
  at("heat-more").textContent = say("heat_more", { weeks: forecast.scenario.horizon_weeks, ...thin });
  at("heat-thin").textContent = say("heat_thin", thin);
  at("heat-low").textContent = percent(low);
  at("heat-high").textContent = percent(high);
  at("heat-scale").style.background = `linear-gradient(to right, ${page.colours.join(", ")})`;
  const some = forecast.cells.some((cell) => cell.evidence < page.thin);
  at("heat-hatch").hidden = !some;
  at("heat-legend").hidden = false;
}
