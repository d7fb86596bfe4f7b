// The heatmap's card: what is chosen to be seen, its legend, and a way through the cells by arrow keys.

import { showCells } from "./cells.js";
import { drawHeat } from "./heat.js";
import { drawMap, places } from "./map.js";
import { plotly } from "./plotting.js";
import { picture, VIEWS } from "./views.js";
import { page, say } from "./wording.js";

const at = (id) => document.getElementById(id);
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The picture that is shown, and where the arrow keys are on it.
let shown = null;
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
  if (found.view === "map") {
    const { tiles, shapes } = await places();
    if (shown !== found) return;
    if (shapes) await drawMap(at("heat"), found, shapes);
    else await drawHeat(at("heat"), found, tiles);
  } else {
    await drawHeat(at("heat"), found);
  }
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
  at("heat-more").textContent = [found.measure.says, some ? say("says_thin", thin) : ""].filter(Boolean).join(page.texts.space);
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
  const trace = at("heat").data[0];
  const size = trace.type === "heatmap" ? [trace.x.length, trace.y.length] : [trace.locations.length, 1];
  cursor = cursor ? cursor.map((place, axis) => (place + step[axis] + size[axis]) % size[axis]) : [0, 0];
  const [column, row] = cursor;
  const said = trace.type === "heatmap" ? trace.customdata[row][column] : trace.customdata[column];
  const point = trace.type === "heatmap" ? { xval: column, yval: row } : { pointNumber: column };
  at("heat-cell").textContent = said.replace(/<[^>]+>/g, " ");
  const { Fx } = await plotly();
  if (trace.type === "heatmap") Fx.hover(at("heat"), [{ curveNumber: 0, ...point }], ["xy"]);
}

export function listen(redraw) {
  for (const name of ["view", "measure"]) at(`${name}-switch`).addEventListener("change", redraw);
  at("heat").addEventListener("keydown", walk);
}

export const rowsOf = (forecast) => VIEWS[view()].rows(forecast);
