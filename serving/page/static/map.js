// The regions as they lie: on the user's own map where there is one, else as tiles.

import { lines } from "./heat.js";
import { common, render, safe } from "./plotting.js";
import { colourOf, inkOn } from "./scale.js";
import { call } from "./service.js";
import { page } from "./wording.js";

let asking;

// {tiles, shapes}: where each region's tile stands, and each region's rings of [longitude, latitude], or null.
export function places() {
  asking ??= ask();
  return asking;
}

async function ask() {
  const { answer } = await call("GET", "/v1/regions");
  const { answer: collection } = answer?.geojson ? await call("GET", answer.geojson) : {};
  return { tiles: answer?.tiles ?? inRows(), shapes: collection ? shapesOf(collection) : null };
}

function inRows() {
  const across = Math.ceil(Math.sqrt(page.names.regions.length));
  return page.names.regions.map((name, place) => ({ name, row: Math.floor(place / across), column: place % across }));
}

// The id of a feature is the name of its region.
const shapesOf = ({ features }) => new Map(features.map(({ id, geometry }) => [id, ringsOf(geometry)]));

// Holes turn the other way than what they are in, so that they stay empty.
function ringsOf({ type, coordinates }) {
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  return polygons.flatMap((rings) => rings.map((ring, place) => (area(ring) > 0 === (place === 0) ? ring : [...ring].reverse())));
}

// Twice the signed area, above 0 against the clock.
const area = (ring) => ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0);

// Plotly's own maps ask a server elsewhere for coastlines, so these are drawn as plain shapes. Returns where the cells are.
export async function drawMap(element, picture, shapes) {
  element.style.minWidth = "280px";
  element.style.maxWidth = "";
  element.style.height = "min(560px, 75vh)";
  const cells = picture.cells.filter((cell) => shapes.has(cell.region));
  const middles = cells.map((cell) => middleOf(shapes.get(cell.region)));
  const traces = [...cells.map((cell) => shapeOf(cell, shapes.get(cell.region), picture)), names(cells, middles, picture)];
  const axis = { visible: false, fixedrange: true };
  // A degree of longitude is shorter the farther from the equator.
  const latitude = middles.reduce((sum, [, y]) => sum + y, 0) / middles.length;
  const tall = { ...axis, scaleanchor: "x", scaleratio: 1 / Math.cos((latitude * Math.PI) / 180) };
  await render(element, traces, { ...common(), margin: { l: 4, r: 4, t: 4, b: 4 }, xaxis: axis, yaxis: tall, hovermode: "closest" });
  return new Map(cells.map((cell, place) => [cell, { curveNumber: cells.length, pointNumber: place }]));
}

function shapeOf(cell, rings, { ends, colours }) {
  return {
    type: "scatter",
    mode: "lines",
    x: rings.flatMap((ring) => [...ring.map(([x]) => x), null]),
    y: rings.flatMap((ring) => [...ring.map(([, y]) => y), null]),
    fill: "toself",
    fillcolor: colourOf(cell.value, ends, colours),
    line: { color: "#9fb0bd", width: 1 },
    hoveron: "fills",
    hoverinfo: "text",
    text: lines(cell),
    showlegend: false,
  };
}

function names(cells, middles, { ends, colours }) {
  return {
    type: "scatter",
    mode: "text",
    x: middles.map(([x]) => x),
    y: middles.map(([, y]) => y),
    text: cells.map((cell) => `${safe(cell.region)}<br><b>${cell.text}</b>`),
    textfont: { size: 12, color: cells.map((cell) => inkOn(cell.value, ends, colours)) },
    customdata: cells.map(lines),
    hovertemplate: "%{customdata}<extra></extra>",
    showlegend: false,
  };
}

// The middle of the largest ring's frame.
function middleOf(rings) {
  const largest = rings.reduce((far, ring) => (Math.abs(area(ring)) > Math.abs(area(far)) ? ring : far));
  return [0, 1].map((axis) => {
    const along = largest.map((point) => point[axis]);
    return (Math.min(...along) + Math.max(...along)) / 2;
  });
}
