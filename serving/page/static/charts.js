// The heatmap and the weeks, by Plotly, which is loaded only once the page itself stands.

import { count, day, integer, named, page, percent, points, say } from "./wording.js";

const FONT = getComputedStyle(document.body).fontFamily;
const CONFIG = { displayModeBar: false, responsive: true };
const INK = "#1c2733";
const MUTED = "#5b6875";
const MOST_LABELS = 400;

let loading;

function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = page.plotly;
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

// Plotly reads a little HTML in its texts.
const safe = (name) => named(name).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const distinct = (values) => [...new Set(values)];

export function scaleOf(cells) {
  const values = cells.map((cell) => cell.win_probability.value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // Nearly equal cells must not look far apart.
  const room = Math.max(0, 0.02 - (high - low)) / 2;
  return [Math.max(0, low - room), Math.min(1, high + room)];
}

export async function drawHeat(element, forecast) {
  const { cells } = forecast;
  const regions = distinct(cells.map((cell) => cell.region));
  const industries = distinct(cells.map((cell) => cell.industry));
  const place = new Map(cells.map((cell) => [`${cell.region}\n${cell.industry}`, cell]));
  const grid = regions.map((region) => industries.map((industry) => place.get(`${region}\n${industry}`)));
  const [zmin, zmax] = scaleOf(cells);
  element.style.minWidth = `${110 + 58 * industries.length}px`;
  element.style.height = `${78 + 44 * regions.length}px`;
  const trace = {
    type: "heatmap",
    z: grid.map((row) => row.map((cell) => cell?.win_probability.value ?? null)),
    x: industries.map((_, i) => i),
    y: regions.map((_, i) => i),
    customdata: grid.map((row) => row.map((cell) => (cell ? hover(cell) : ""))),
    hovertemplate: "%{customdata}<extra></extra>",
    colorscale: page.colours.map((colour, i) => [i / (page.colours.length - 1), colour]),
    zmin,
    zmax,
    xgap: 2,
    ygap: 2,
    showscale: false,
  };
  const axis = { fixedrange: true, showgrid: false, zeroline: false, ticks: "", automargin: true, tickfont: { size: 13, color: INK } };
  const layout = {
    ...common(),
    margin: { l: 8, r: 4, t: 34, b: 4 },
    xaxis: { ...axis, side: "top", tickvals: trace.x, ticktext: industries.map(safe), range: [-0.5, industries.length - 0.5] },
    yaxis: { ...axis, tickvals: trace.y, ticktext: regions.map((name) => `${safe(name)} `), range: [regions.length - 0.5, -0.5] },
    hoverlabel: { bgcolor: "#ffffff", bordercolor: "#c5ced6", align: "left", font: { color: INK, size: 13, family: FONT } },
  };
  const over = [hatches(grid), ...(cells.length <= MOST_LABELS ? [labels(grid, [zmin, zmax])] : [])];
  (await plotly()).react(element, [trace, ...over], layout, CONFIG);
}

// Plotly draws points and lines above a heatmap, so that the numbers stay clear of the hatching.
function labels(grid, [zmin, zmax]) {
  const placed = grid.flatMap((row, y) => row.flatMap((cell, x) => (cell ? [{ x, y, p: cell.win_probability.value }] : [])));
  const dark = ({ p }) => (p - zmin) / (zmax - zmin) > 0.55;
  return {
    type: "scatter",
    mode: "text",
    x: placed.map(({ x }) => x),
    y: placed.map(({ y }) => y),
    text: placed.map(({ p }) => percent(p)),
    textfont: { size: 13, color: placed.map((each) => (dark(each) ? "#ffffff" : INK)) },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function hover(cell) {
  return [
    `<b>${safe(cell.region)} × ${safe(cell.industry)}</b>`,
    `${page.texts.probability} <b>${percent(cell.win_probability.value)}</b>` +
      ` (${percent(cell.win_probability.low)} – ${percent(cell.win_probability.high)})`,
    say("hover_split", { base: percent(cell.base), mix: points(cell.mix), load: points(cell.load) }),
    say("hover_leads", {
      leads: count(cell.leads),
      wins: count(cell.wins.value),
      low: count(cell.wins.low),
      high: count(cell.wins.high),
    }),
    say("hover_evidence", { evidence: integer(cell.evidence) }),
  ].join("<br>");
}

// Three strokes across each cell that little is known of, so that it shows without colour as well.
function hatches(grid) {
  const [xs, ys] = [[], []];
  const strokes = [
    [-0.48, 0.48, 0.48, -0.48],
    [-0.48, 0, 0, -0.48],
    [0, 0.48, 0.48, 0],
  ];
  grid.forEach((row, y) =>
    row.forEach((cell, x) => {
      if (!cell || cell.evidence >= page.thin) return;
      for (const [x0, y0, x1, y1] of strokes) {
        xs.push(x + x0, x + x1, null);
        ys.push(y + y0, y + y1, null);
      }
    }),
  );
  const line = { color: "rgba(255,255,255,0.8)", width: 1.5 };
  return { type: "scatter", mode: "lines", x: xs, y: ys, line, hoverinfo: "skip", showlegend: false };
}

export async function drawWeeks(element, forecast) {
  const { weeks } = forecast;
  const x = weeks.map((_, i) => i);
  const step = Math.ceil(weeks.length / (element.clientWidth < 500 ? 4 : 9));
  const line = { x, type: "scatter", mode: weeks.length > 1 ? "lines" : "markers" };
  const edge = { ...line, line: { width: 0 }, hoverinfo: "skip" };
  const traces = [
    { ...edge, y: weeks.map((week) => week.wins.low), showlegend: false },
    {
      ...edge,
      y: weeks.map((week) => week.wins.high),
      fill: "tonexty",
      fillcolor: "rgba(47,131,163,0.16)",
      name: page.texts.band,
    },
    {
      ...line,
      y: weeks.map((week) => week.wins_without),
      name: page.texts.without_plan,
      line: { color: MUTED, width: 2, dash: "dot" },
      customdata: weeks.map((week) => count(week.wins_without)),
      hovertemplate: "%{customdata}",
    },
    {
      ...line,
      y: weeks.map((week) => week.wins.value),
      name: page.texts.with_plan,
      line: { color: "#145d80", width: 3 },
      customdata: weeks.map((week) => `<b>${count(week.wins.value)}</b> (${count(week.wins.low)} – ${count(week.wins.high)})`),
      hovertemplate: "%{customdata}",
    },
  ];
  // So that the first date stays clear of the axis.
  const room = Math.max(0.5, 0.06 * weeks.length);
  const ticks = x.filter((i) => i % step === 0);
  const layout = {
    ...common(),
    margin: { l: 40, r: 8, t: 8, b: 34 },
    xaxis: {
      fixedrange: true,
      showgrid: false,
      zeroline: false,
      range: [-room, weeks.length - 1 + room],
      tickvals: ticks,
      ticktext: ticks.map((i) => day(weeks[i].start, { year: false })),
      tickfont: { color: MUTED, size: 12 },
      unifiedhovertitle: { text: "" },
    },
    yaxis: { fixedrange: true, rangemode: "tozero", gridcolor: "#e8ecf0", zeroline: false, tickfont: { color: MUTED, size: 12 } },
    hovermode: "x unified",
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 13, color: INK }, traceorder: "reversed" },
    hoverlabel: { bgcolor: "#ffffff", bordercolor: "#c5ced6", font: { color: INK, size: 13, family: FONT } },
  };
  (await plotly()).react(element, traces, layout, CONFIG);
}

function common() {
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: FONT, color: INK, size: 13 },
    dragmode: false,
  };
}
