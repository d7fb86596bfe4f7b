// The regions as they lie: on the user's own map where there is one, else as tiles.

import { common, render } from "./plotting.js";
import { lines } from "./heat.js";
import { stops } from "./scale.js";
import { call } from "./service.js";
import { page } from "./wording.js";

let asking;

// {tiles, shapes}: where each region's tile stands, and a GeoJSON collection whose features' ids are regions, or null.
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
const shapesOf = (collection) => ({
  ...collection,
  features: collection.features.map((feature) => ({ ...feature, geometry: wound(feature.geometry) })),
});

// RFC 7946 winds outer rings against the clock; drawn on a sphere, that is the whole globe but the ring.
function wound(geometry) {
  const turn = (polygon) => polygon.map((ring, place) => (area(ring) > 0 === (place === 0) ? [...ring].reverse() : ring));
  if (geometry.type === "Polygon") return { ...geometry, coordinates: turn(geometry.coordinates) };
  return { ...geometry, coordinates: geometry.coordinates.map(turn) };
}

// Twice the signed area, above 0 against the clock.
const area = (ring) => ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0);

export async function drawMap(element, picture, shapes) {
  element.style.minWidth = "280px";
  element.style.maxWidth = "";
  element.style.height = "min(560px, 75vh)";
  const trace = {
    type: "choropleth",
    geojson: shapes,
    locationmode: "geojson-id",
    locations: picture.cells.map((cell) => cell.region),
    z: picture.cells.map((cell) => cell.value),
    customdata: picture.cells.map(lines),
    hovertemplate: "%{customdata}<extra></extra>",
    colorscale: stops(picture.colours),
    zmin: picture.ends[0],
    zmax: picture.ends[1],
    marker: { line: { color: "#ffffff", width: 1 } },
    showscale: false,
  };
  const geo = { visible: false, fitbounds: "locations", projection: { type: "mercator" }, bgcolor: "rgba(0,0,0,0)" };
  const layout = { ...common(), margin: { l: 0, r: 0, t: 0, b: 0 }, geo };
  await render(element, [trace], layout);
}
