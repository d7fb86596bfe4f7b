// Expected wins, or revenue, week by week: bars with the plan and without it, and how far each may be off.

import { INK, MUTED, common, render } from "./plotting.js";
import { count, day, money, page, ranged, signed } from "./wording.js";

const LEVELS = [
  { low: "low_95", high: "high_95", width: 0.03 },
  { low: "low", high: "high", width: 0.09 },
  { low: "low_50", high: "high_50", width: 0.18 },
];
const SHADES = ["#7fb0c4", "#4391b0", "#145d80"];
const [WITH, WITHOUT] = ["#b4d7e3", "#dbe1e6"];
// Where the two bars of a week stand about its middle.
const ASIDE = 0.2;

export const hasRevenue = (forecast) => forecast.weeks.every((week) => week.revenue !== null);

const measured = {
  wins: (week) => ({ range: week.wins, without: week.wins_without, show: count }),
  revenue: (week) => ({ range: week.revenue, without: week.revenue_without, show: money }),
};

export async function drawWeeks(element, forecast, measure) {
  const weeks = forecast.weeks.map((week) => ({ ...measured[measure](week), start: week.start, arriving: week.arriving }));
  const names = [page.texts.band_95, page.texts.band, page.texts.band_50];
  const traces = [
    bars(weeks, -ASIDE, page.texts.without_plan, WITHOUT, (week) => week.without),
    bars(weeks, ASIDE, page.texts.with_plan, WITH, (week) => week.range.value),
    ...LEVELS.map((level, i) => whiskers(weeks, level, names[i], SHADES[i])),
    expected(weeks),
    hovered(weeks),
  ];
  await render(element, traces, layoutOf(weeks, element.clientWidth));
}

function bars(weeks, aside, name, color, value) {
  const x = weeks.map((_, i) => i + aside);
  return { type: "bar", name, x, y: weeks.map(value), width: 0.38, marker: { color }, hoverinfo: "skip" };
}

// An interval as a slim bar over the plan's own.
function whiskers(weeks, { low, high, width }, name, color) {
  return {
    type: "bar",
    name,
    x: weeks.map((_, i) => i + ASIDE),
    base: weeks.map((week) => week.range[low]),
    y: weeks.map((week) => week.range[high] - week.range[low]),
    width,
    marker: { color },
    hoverinfo: "skip",
  };
}

// The value itself is read off a line, since the intervals cover the end of its bar.
function expected(weeks) {
  const across = (week, i) => [i + 0.01, i + 0.39, null];
  return {
    type: "scatter",
    mode: "lines",
    x: weeks.flatMap(across),
    y: weeks.flatMap((week) => [week.range.value, week.range.value, null]),
    line: { color: "#ffffff", width: 2.5 },
    hoverinfo: "skip",
    showlegend: false,
  };
}

// Nothing to see, all to say: one label for both bars of a week.
function hovered(weeks) {
  return {
    type: "bar",
    x: weeks.map((_, i) => i),
    y: weeks.map((week) => Math.max(week.range.high_95, week.without)),
    width: 0.96,
    marker: { color: "rgba(0,0,0,0)" },
    showlegend: false,
    customdata: weeks.map(said),
    hovertemplate: "%{customdata}<extra></extra>",
  };
}

function said(week) {
  const { range, show } = week;
  return [
    `<b>${day(week.start)}</b>`,
    `${page.texts.with_plan} <b>${show(range.value)}</b>`,
    `${page.texts.band_50} ${show(range.low_50)} – ${show(range.high_50)}`,
    `${page.texts.band} ${ranged(range, show)}`,
    `${page.texts.band_95} ${show(range.low_95)} – ${show(range.high_95)}`,
    `${page.texts.without_plan} ${show(week.without)} (${signed(range.value - week.without, show)})`,
    `${page.texts.arriving} ${count(week.arriving)}`,
  ].join("<br>");
}

function layoutOf(weeks, width) {
  const step = Math.ceil(weeks.length / (width < 500 ? 4 : 9));
  const ticks = weeks.map((_, i) => i).filter((i) => i % step === 0);
  return {
    ...common(),
    barmode: "overlay",
    margin: { l: 44, r: 8, t: 8, b: 34 },
    xaxis: {
      fixedrange: true,
      showgrid: false,
      zeroline: false,
      range: [-0.6, weeks.length - 0.4],
      tickvals: ticks,
      ticktext: ticks.map((i) => day(weeks[i].start, { year: false })),
      tickfont: { color: MUTED, size: 12 },
      // On a phone the first label reaches under those of the other axis.
      ticklabelstandoff: 5,
    },
    yaxis: {
      fixedrange: true,
      rangemode: "tozero",
      gridcolor: "#e8ecf0",
      zeroline: false,
      tickfont: { color: MUTED, size: 12 },
      // At most a few round steps; money is shown short.
      nticks: 6,
      tickformat: ",~s",
    },
    hovermode: "closest",
    legend: {
      orientation: "h",
      x: 0,
      y: 1.02,
      yanchor: "bottom",
      font: { size: 13, color: INK },
      itemclick: false,
      itemdoubleclick: false,
    },
  };
}
