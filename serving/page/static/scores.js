// The score week by week as a line in its interval, and below it what happened meanwhile, in a lane for each kind.

import { INK, MUTED, common, plotly, render, safe } from "./plotting.js";
import { draw, number } from "./table.js";
import { localDay, page, percent } from "./wording.js";

const at = (id) => document.getElementById(id);
const ACCENT = "#145d80";
const BAND = "#cfe4ec";
const PRINTED = 680;

// From the top down; an event belongs to the first lane that takes it.
const LANES = [
  { name: () => page.texts.lane_orders, takes: ({ table }) => table === "orders", colour: "#0a3a58", symbol: "square" },
  { name: () => page.texts.lane_ends, takes: ({ table }) => table === "stage_changes", colour: "#2e7d4f", symbol: "star" },
  { name: () => page.texts.lane_meetings, takes: ({ table }) => table === "activities", colour: "#2f83a3", symbol: "circle" },
  { name: () => page.texts.lane_signals, takes: ({ table }) => table === "signals", colour: "#c07b00", symbol: "diamond" },
];

const LOST = "#a8480b";
const marker = (lane, event) => (event.kind === "lost" ? LOST : lane.colour);

// What the arrow keys go through: weeks and events in their order of time, each {at, text, curve, point, event}.
let stops = [];
let cursor = null;

export async function drawScores(told, jump) {
  const element = at("scores");
  const lanes = LANES.map((lane) => ({ ...lane, events: told.events.filter((event) => laneOf(event)?.name === lane.name) })).filter(
    ({ events }) => events.length,
  );
  const traces = [...band(told.scores), line(told.scores), ...lanes.map(laneTrace)];
  showTable(told.scores);
  element.style.height = `${230 + 30 * lanes.length}px`;
  await render(element, traces, layoutOf(told, lanes));
  stops = stopsOf(told.scores, lanes);
  cursor = null;
  element.on("plotly_click", ({ points }) => points[0].customdata?.event && jump(points[0].customdata.event));
  element.addEventListener("keydown", (event) => walk(event, jump));
  element.dataset.drawn = "true";
  listenToPrinter(element);
}

const laneOf = (event) => LANES.find((lane) => lane.takes(event));

function band(scores) {
  const bound = (name, fill) => ({
    type: "scatter",
    mode: "lines",
    x: scores.map((week) => week.as_of),
    y: scores.map((week) => week[name]),
    line: { width: 0, color: BAND },
    hoverinfo: "skip",
    showlegend: false,
    ...fill,
  });
  return [bound("low", {}), bound("high", { fill: "tonexty", fillcolor: BAND })];
}

const said = (week) => `<b>${localDay(week.as_of)}</b><br>${page.texts.chance} <b>${percent(week.probability)}</b><br>${page.texts.interval_named} ${percent(week.low)} – ${percent(week.high)}`;

function line(scores) {
  return {
    type: "scatter",
    mode: "lines+markers",
    x: scores.map((week) => week.as_of),
    y: scores.map((week) => week.probability),
    line: { color: ACCENT, width: 2.5 },
    marker: { color: ACCENT, size: scores.map((_, i) => (i === scores.length - 1 ? 9 : 5)) },
    customdata: scores.map((week) => ({ said: said(week) })),
    hovertemplate: "%{customdata.said}<extra></extra>",
    showlegend: false,
  };
}

const LONGEST = 60;

function told(event) {
  const text = event[page.lang];
  return `<b>${localDay(event.at)}</b><br>${safe(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)}`;
}

function laneTrace(lane, place) {
  return {
    type: "scatter",
    mode: "markers",
    yaxis: "y2",
    x: lane.events.map((event) => event.at),
    y: lane.events.map(() => -place),
    marker: { symbol: lane.symbol, size: 11, color: lane.events.map((event) => marker(lane, event)), line: { color: "#fff", width: 1 } },
    customdata: lane.events.map((event) => ({ said: told(event), event })),
    hovertemplate: "%{customdata.said}<extra></extra>",
    showlegend: false,
  };
}

function layoutOf({ scores }, lanes) {
  const narrow = at("scores").clientWidth < 500;
  const step = Math.ceil(scores.length / (narrow ? 4 : 7));
  const ticks = scores.filter((_, i) => (scores.length - 1 - i) % step === 0).map((week) => week.as_of);
  const share = lanes.length ? Math.min(0.5, (30 * lanes.length) / (200 + 30 * lanes.length)) : 0;
  const axis = { fixedrange: true, zeroline: false, tickfont: { size: 12, color: MUTED } };
  const day = 24 * 3600 * 1000;
  const [first, last] = [scores[0].as_of, scores.at(-1).as_of].map((iso) => Date.parse(iso));
  const top = Math.max(...scores.map((week) => week.high)) * 1.08 || 0.01;
  return {
    ...common(),
    margin: { l: 66, r: 12, t: 10, b: 26 },
    hovermode: "closest",
    xaxis: {
      ...axis,
      type: "date",
      showgrid: false,
      range: [new Date(first - 4 * day).toISOString(), new Date(last + 4 * day).toISOString()],
      tickvals: ticks,
      ticktext: ticks.map((iso) => localDay(iso, { year: false })),
      anchor: lanes.length ? "y2" : "y",
    },
    yaxis: { ...axis, domain: [share ? share + 0.06 : 0, 1], range: [0, top], tickformat: top < 0.05 ? ".1%" : ".0%", nticks: 5, gridcolor: "#e8ecf0" },
    yaxis2: {
      ...axis,
      domain: [0, share],
      range: [0.5 - lanes.length, 0.5],
      tickvals: lanes.map((_, place) => -place),
      ticktext: lanes.map((lane) => lane.name()),
      tickfont: { size: 12, color: INK },
      gridcolor: "#eef2f5",
    },
  };
}

function stopsOf(scores, lanes) {
  const weeks = scores.map((week, point) => ({ at: week.as_of, text: said(week), curve: 2, point }));
  const events = lanes.flatMap((lane, place) =>
    lane.events.map((event, point) => ({ at: event.at, text: told(event), curve: 3 + place, point, event })),
  );
  return [...weeks, ...events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

const plain = (html) => new DOMParser().parseFromString(html.replaceAll("<br>", page.texts.comma), "text/html").body.textContent;

// Arrow keys go from point to point, Enter leads to the timeline.
async function walk(event, jump) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === "Enter" && cursor !== null && stops[cursor].event) jump(stops[cursor].event);
  if (!step) return;
  event.preventDefault();
  cursor = cursor === null ? stops.length - 1 : (cursor + step + stops.length) % stops.length;
  const { curve: curveNumber, point: pointNumber, text } = stops[cursor];
  at("scores-said").textContent = plain(text);
  const { Fx } = await plotly();
  Fx.hover(at("scores"), [{ curveNumber, pointNumber }], [curveNumber > 2 ? "xy2" : "xy"]);
}

function showTable(scores) {
  const columns = [
    { label: page.texts.as_of_column, show: (week) => localDay(week.as_of), head: true },
    number(page.texts.chance, (week) => week.probability, percent),
    number(page.texts.interval_named, (week) => week.low, (_, week) => `${percent(week.low)} – ${percent(week.high)}`),
  ];
  draw(at("scores-table"), columns, [...scores].reverse());
}

// A sheet of paper is narrower than most screens.
function listenToPrinter(element) {
  addEventListener("beforeprint", () => window.Plotly.relayout(element, { width: PRINTED }));
  addEventListener("afterprint", () => window.Plotly.relayout(element, { width: null, autosize: true }));
}
