// What leaves the page: a table for Excel, the heatmap as an image, a link.

import { INK, plotly, safe } from "./plotting.js";
import { rowsOf, view } from "./panel.js";
import { page, say } from "./wording.js";

const at = (id) => document.getElementById(id);
const LEVELS = ["value", "low", "high", "low_50", "high_50", "low_95", "high_95"];

const fileName = ({ scenario }) => `leadcast-${scenario.start}-${scenario.leads}-${view()}`;

// The rows behind the heatmap, each number on its own, so that names of columns are those of the API.
export function csvOf(forecast) {
  const rows = rowsOf(forecast).map(flat);
  const names = Object.keys(rows[0]);
  const lines = [names, ...rows.map((row) => names.map((name) => row[name]))];
  return `${lines.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}

function flat(row) {
  const pairs = Object.entries(row).flatMap(([name, value]) => {
    if (value === null || typeof value !== "object") return [[name, value]];
    return LEVELS.map((level) => [level === "value" ? name : `${name}_${level}`, value[level]]);
  });
  return Object.fromEntries(pairs);
}

// A name that begins like a formula would be worked out by a spreadsheet.
function quoted(value) {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const said = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(said) ? `"${said.replaceAll('"', '""')}"` : said;
}

export function saveCsv(forecast) {
  // Excel takes the mark at the beginning to see that the text is UTF-8.
  const address = URL.createObjectURL(new Blob(["\ufeff", csvOf(forecast)], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${fileName(forecast)}.csv`;
  link.click();
  URL.revokeObjectURL(address);
}

const LINE = 24;
const NARROWEST = 720;

export async function savePng(forecast) {
  const chart = at("heat");
  const said = titles(forecast);
  const more = LINE * said.length + 14;
  const box = chart.getBoundingClientRect();
  const size = { width: Math.max(NARROWEST, box.width), height: box.height + more };
  const margin = { ...chart.layout.margin, t: chart.layout.margin.t + more, l: 16, r: 16, b: 16 };
  const annotations = said.map((each, place) => annotation(each, margin.t - 8 - LINE * (place + 1)));
  const layout = { ...chart.layout, ...size, margin, annotations, autosize: false, paper_bgcolor: "#ffffff" };
  const options = { format: "png", filename: fileName(forecast), ...size, scale: 2 };
  await (await plotly()).downloadImage({ data: chart.data, layout }, options);
}

// What the image shows has to be said on it, and that the data are simulated if they are.
function titles(forecast) {
  const name = `<b>${safe(at("heat-heading").textContent)} · ${safe(at("heat-scale-name").textContent)}</b>`;
  return [
    { text: name, size: 18, color: INK },
    ...linesOf(forecast.understood[page.lang]).map((part) => ({ text: safe(part), size: 13, color: INK })),
    ...(forecast.simulated ? [{ text: page.texts.simulated, size: 12, color: "#7a5d00" }] : []),
  ];
}

// A sentence in lines that fit the narrowest image; Plotly breaks none. Chinese characters are twice as wide.
function linesOf(sentence) {
  const wide = (text) => text.replace(/[^\x00-\xff]/g, "··").length;
  return sentence.split(/(?<=[;；]\s?)/).reduce((lines, part) => {
    const last = lines.at(-1);
    if (last && wide(last + part) <= 92) lines.splice(-1, 1, last + part);
    else lines.push(part);
    return lines;
  }, []);
}

function annotation({ text, size, color }, yshift) {
  const place = { xref: "paper", yref: "paper", x: 0, y: 1, xanchor: "left", yanchor: "bottom", yshift };
  return { text, font: { size, color }, showarrow: false, ...place };
}

export async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    return page.texts.copied;
  } catch {
    return say("copy_failed", { address: location.href });
  }
}
