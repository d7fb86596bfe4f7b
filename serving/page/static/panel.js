// The heatmap's card: what is chosen to be seen, its legend, and a way through the cells by arrow keys.

import { showCells } from "./cells.js";
import { drawHeat } from "./heat.js";
import { drawMap, places } from "./map.js";
import { plotly } from "./plotting.js";
import { picture, VIEWS } from "./views.js";
import { page, say } from "./wording.js";

const at = (id) => document.getElementById(id);
const STEPS = { ArrowLeft: () => -1, ArrowRight: () => 1, ArrowUp: (across) => -across, ArrowDown: (across) => across };

// The picture that is shown, where its cells are drawn, and which of them the arrow keys are on.
let shown = null;
let points = new Map();
let cursor = null;

const chosen = (name) => document.querySelector(`[name=${name}]:checked`).value;
export const view = () => chosen("view");
export const measure = () => chosen("measure");

export function choose(query) {
  for (const name of ["view", "measure"]) {
    const wanted = query.get(name);
    for (const choice of document.getElementsByName(name)) choice.checked = choice.defaultChecked;
    for (const choice of document.getElementsByName(name)) choice.checked ||= choice.value === wanted;
  }
}

// What differs from the usual choice, into the address.
export function remember(query) {
  if (view() !== "industry") query.set("view", view());
  if (measure() !== "chance") query.set("measure", measure());
}

export async function showPanel(forecast) {
  const found = picture(forecast, view(), measure());
  shown = found;
  cursor = null;
  at("heat-heading").textContent = found.heading;
  at("heat").setAttribute("aria-label", say("heat_label", { heading: found.heading, measure: found.measure.name }));
  at("cells").caption.textContent = found.heading;
  labelChange();
  showLegend(found);
  showCells(forecast, found.view);
  await drawPicture(found);
}

async function drawPicture(found) {
  at("heat").ariaBusy = "true";
  const { tiles, shapes } = found.view === "map" ? await places() : {};
  if (shown !== found) return;
  points = shapes ? await drawMap(at("heat"), found, shapes) : await drawHeat(at("heat"), found, tiles);
  at("heat").ariaBusy = "false";
}

// The third measure is called after what it compares.
function labelChange() {
  const label = document.querySelector("[name=measure][value=change] + span");
  label.textContent = ["week", "map"].includes(view()) ? page.texts.measure_change : page.texts.measure_load;
}

function showLegend(found) {
  const thin = { thin: page.thin };
  const some = found.cells.some((cell) => cell.thin);
  at("heat-more").textContent = [found.measure.says, some ? say("says_thin", thin) : ""].filter(Boolean).join(page.lang === "en" ? " " : "");
  at("heat-scale-name").textContent = found.measure.name;
  at("heat-low").textContent = found.show(found.ends[0]);
  at("heat-high").textContent = found.show(found.ends[1]);
  at("heat-scale").style.background = `linear-gradient(to right, ${found.colours.join(", ")})`;
  at("heat-thin").textContent = say("heat_thin", thin);
  at("heat-hatch").hidden = !some;
  at("heat-legend").hidden = false;
}

// Arrow keys go from cell to cell; what a cell says is shown as if pointed at, and read aloud.
async function walk(event) {
  const step = STEPS[event.key];
  if (!step || !shown) return;
  event.preventDefault();
  const all = shown.cells.length;
  cursor = cursor === null ? 0 : (cursor + step(shown.columns.length) + all) % all;
  const cell = shown.cells[cursor];
  at("heat-cell").textContent = cell.hover.join(page.texts.comma);
  const { Fx } = await plotly();
  if (points.has(cell)) Fx.hover(at("heat"), [points.get(cell)], ["xy"]);
}

export function listen(redraw) {
  for (const name of ["view", "measure"]) at(`${name}-switch`).addEventListener("change", redraw);
  at("heat").addEventListener("keydown", walk);
}

export const rowsOf = (forecast) => VIEWS[view()].rows(forecast);
