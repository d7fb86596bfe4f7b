// The forecast on one printed page. It is made of text and colours, not of the charts, which have the screen's size.

import { headlines } from "./headlines.js";
import { node } from "./nodes.js";
import { pathOf, track } from "./regions.js";
import { amounts, colourOf, inkOn } from "./scale.js";
import { sketch } from "./sketch.js";
import { picture } from "./views.js";
import { count, named, page, percent, say, signed } from "./wording.js";

const SMALLEST = 0.25;
// With more regions than these, a line of text has to do for each.
const MANY = 16;

const at = (id) => document.getElementById(id);

export function drawReport(forecast) {
  const report = at("report");
  const { asOf, model } = report.dataset;
  const sheet = node(
    "div",
    "",
    node("header", "", node("b", "", "Leadcast"), node("span", "", say("as_of", { date: asOf }))),
    ...(forecast.simulated ? [node("p", "report-simulated", page.texts.simulated)] : []),
    node("h1", "", say("understood", { sentence: forecast.understood[page.lang] })),
    figures(forecast),
    node("h2", "", page.texts.heat_and_load),
    table(forecast),
    node("h2", "", page.texts.weeks_heading),
    sketch(forecast.weeks),
    ...notes(forecast),
    node("footer", "", say("footer", { model })),
  );
  report.classList.toggle("many", forecast.regions.length > MANY);
  report.replaceChildren(sheet);
  fit(sheet, report.clientHeight);
}

function figures(forecast) {
  const found = Object.values(headlines(forecast)).map(({ label, figure, range, more }) =>
    node("div", "", node("span", "", label), node("b", "", figure), node("small", "", range || more)),
  );
  return node("div", "report-figures", ...found);
}

function table(forecast) {
  const { cells, columns, ends } = picture(forecast, "industry", "chance");
  const most = Math.max(...forecast.regions.flatMap((region) => [region.load_now, region.load_reached, region.load_seen]));
  const best = new Map(forecast.split?.regions.map((row) => [row.region, row.best]));
  const split = forecast.split ? [page.texts.split_best] : [];
  const titles = [page.texts.region, ...columns.map(named), page.texts.leads, ...split, page.texts.net, page.texts.load_per_rep];
  const head = node("tr", "", ...titles.map((text) => node("th", "", text)));
  const rows = forecast.regions.map((region) => {
    const own = cells.filter((cell) => cell.region === region.region);
    const load = node("td", "report-load");
    if (region.load_reached !== null) load.append(track(region, most), `${region.overloaded ? "▲ " : ""}${pathOf(region)}`);
    const said = [count(region.leads), ...split.map(() => count(best.get(region.region))), signed(region.net_wins.value)];
    const numbers = said.map((text) => node("td", "numeric", text));
    return node("tr", "", node("th", "", named(region.region)), ...own.map((cell) => tile(cell, ends)), ...numbers, load);
  });
  return node("table", "", node("thead", "", head), node("tbody", "", ...rows));
}

function tile(cell, ends) {
  const found = node("td", "report-tile", `${cell.thin ? "~" : ""}${percent(cell.value)}`);
  found.style.background = colourOf(cell.value, ends, amounts());
  found.style.color = inkOn(cell.value, ends, amounts());
  return found;
}

function notes({ cells, notes: said }) {
  const thin = cells.some((cell) => cell.evidence < page.thin) ? [`~ ${say("heat_thin", { thin: page.thin })}`] : [];
  const lines = [...said.map((note) => note[page.lang]), ...thin].map((text) => node("li", "", text));
  return lines.length ? [node("h2", "", page.texts.notes_heading), node("ul", "", ...lines)] : [];
}

// However many regions and notes, and however long their names: it stays one page.
function fit(sheet, room) {
  const fits = () => sheet.getBoundingClientRect().height <= room && sheet.scrollWidth <= sheet.clientWidth;
  for (let zoom = 1; zoom > SMALLEST && !fits(); zoom *= 0.95) sheet.style.zoom = String(zoom);
}
