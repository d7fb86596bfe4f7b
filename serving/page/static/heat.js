// A picture as a heatmap: a grid of regions by something, or tiles that stand where the regions lie.

import { INK, common, render, safe } from "./plotting.js";
import { inkOn, stops } from "./scale.js";

const MOST_LABELS = 600;

// A cell's place on the grid, from its region and column; and the grid's size and titles.
function gridOf(picture) {
  const [rows, columns] = [picture.regions, picture.columns];
  const wide = columns.length > 14;
  return {
    place: (cell) => [columns.indexOf(cell.column), rows.indexOf(cell.region)],
    size: [columns.length, rows.length],
    titles: [columns.map((name) => safe(picture.said(name))), rows.map((name) => `${safe(name)} `)],
    width: 110 + (wide ? 50 : 58) * columns.length,
    height: 78 + (rows.length > 12 ? 32 : 44) * rows.length,
    text: (cell) => cell.text,
    font: wide ? 12 : 13,
  };
}

function tilesOf(picture, tiles, room) {
  const at = new Map(tiles.filter(({ name }) => picture.regions.includes(name)).map(({ name, row, column }) => [name, [column, row]]));
  const size = [0, 1].map((axis) => 1 + Math.max(...[...at.values()].map((place) => place[axis])));
  return {
    place: (cell) => at.get(cell.region),
    size,
    titles: null,
    width: 44 * size[0],
    height: 24 + (size[1] > 5 ? 58 : 76) * size[1],
    text: (cell) => `${safe(cell.region)}<br><b>${cell.text}</b>`,
    font: room / size[0] < 64 ? 10 : 13,
  };
}

// Returns where the cells are, for Plotly's hover.
export async function drawHeat(element, picture, tiles) {
  const grid = tiles ? tilesOf(picture, tiles, element.parentElement.clientWidth) : gridOf(picture);
  const placed = picture.cells.map((cell) => ({ cell, at: grid.place(cell) })).filter(({ at }) => at);
  element.style.minWidth = `${grid.width}px`;
  // Tiles stretched over a wide screen are no map any more.
  element.style.maxWidth = tiles ? `${Math.max(360, 4.5 * grid.width)}px` : "";
  element.style.height = `${grid.height}px`;
  const traces = [heatTrace(picture, grid, placed)];
  const thin = placed.filter(({ cell }) => cell.thin);
  if (thin.length) traces.push(hatches(thin));
  if (placed.length <= MOST_LABELS) traces.push(labels(picture, grid, placed));
  await render(element, traces, layoutOf(grid));
  return new Map(placed.map(({ cell, at: [xval, yval] }) => [cell, { curveNumber: 0, xval, yval }]));
}

function heatTrace(picture, grid, placed) {
  const empty = (fill) => Array.from({ length: grid.size[1] }, () => Array(grid.size[0]).fill(fill));
  const [z, said] = [empty(null), empty("")];
  for (const { cell, at: [x, y] } of placed) {
    z[y][x] = cell.value;
    said[y][x] = lines(cell);
  }
  return {
    type: "heatmap",
    z,
    x: [...Array(grid.size[0]).keys()],
    y: [...Array(grid.size[1]).keys()],
    customdata: said,
    hovertemplate: "%{customdata}<extra></extra>",
    hoverongaps: false,
    colorscale: stops(picture.colours),
    zmin: picture.ends[0],
    zmax: picture.ends[1],
    xgap: 2,
    ygap: 2,
    showscale: false,
  };
}

export const lines = (cell) => [`<b>${safe(cell.hover[0])}</b>`, ...cell.hover.slice(1).map(safe)].join("<br>");

function layoutOf(grid) {
  const axis = { fixedrange: true, showgrid: false, zeroline: false, ticks: "", automargin: true, tickfont: { size: 13, color: INK } };
  const ticks = (place) =>
    grid.titles ? { tickvals: grid.titles[place].map((_, i) => i), ticktext: grid.titles[place] } : { showticklabels: false };
  const [columns, rows] = grid.size;
  return {
    ...common(),
    margin: grid.titles ? { l: 8, r: 4, t: 34, b: 4 } : { l: 4, r: 4, t: 4, b: 4 },
    xaxis: { ...axis, ...ticks(0), side: "top", range: [-0.5, columns - 0.5], tickfont: { size: grid.font, color: INK } },
    yaxis: { ...axis, ...ticks(1), range: [rows - 0.5, -0.5] },
  };
}

// Plotly draws points and lines above a heatmap, so that the numbers stay clear of the hatching.
function labels(picture, grid, placed) {
  return {
    type: "scatter",
    mode: "text",
    x: placed.map(({ at }) => at[0]),
    y: placed.map(({ at }) => at[1]),
    text: placed.map(({ cell }) => grid.text(cell)),
    textfont: { size: grid.font, color: placed.map(({ cell }) => inkOn(cell.value, picture.ends, picture.colours)) },
    hoverinfo: "skip",
    showlegend: false,
  };
}

// Three strokes across each cell that little is known of, so that it shows without colour as well.
function hatches(thin) {
  const [xs, ys] = [[], []];
  const strokes = [
    [-0.48, 0.48, 0.48, -0.48],
    [-0.48, 0, 0, -0.48],
    [0, 0.48, 0.48, 0],
  ];
  for (const { at: [x, y] } of thin) {
    for (const [x0, y0, x1, y1] of strokes) {
      xs.push(x + x0, x + x1, null);
      ys.push(y + y0, y + y1, null);
    }
  }
  const line = { color: "rgba(255,255,255,0.8)", width: 1.5 };
  return { type: "scatter", mode: "lines", x: xs, y: ys, line, hoverinfo: "skip", showlegend: false };
}
