// What leaves the page: a table for Excel, the heatmap as an image, a link.

import { INK, MUTED, plotly, safe } from "./plotting.js";
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

export async function savePng(forecast) {
  const chart = at("heat");
  const { width, height } = chart.getBoundingClientRect();
  const more = 78;
  const margin = { ...chart.layout.margin, t: chart.layout.margin.t + more, l: 16, r: 16, b: 16 };
  const size = { width, height: height + more };
  const own = { margin, autosize: false, paper_bgcolor: "#ffffff", annotations: titles(forecast) };
  const layout = { ...chart.layout, ...size, ...own };
  const figure = { data: chart.data, layout };
  const options = { format: "png", filename: fileName(forecast), ...size, scale: 2 };
  await (await plotly()).downloadImage(figure, options);
}

// What the image shows has to be said on it, and that the data are simulated if they are.
function titles(forecast) {
  const said = [
    { text: `<b>${at("heat-heading").textContent} · ${at("heat-scale-name").textContent}</b>`, size: 18, color: INK },
    { text: safe(forecast.understood[page.lang]), size: 13, color: INK },
    { text: page.texts.simulated, size: 12, color: forecast.simulated ? "#7a5d00" : MUTED, hidden: !forecast.simulated },
  ];
  return said
    .filter((each) => !each.hidden)
    .map(({ text, size, color }, place) => ({
      text,
      font: { size, color },
      showarrow: false,
      xref: "paper",
      yref: "paper",
      x: 0,
      y: 1,
      xanchor: "left",
      yanchor: "bottom",
      yshift: 84 - 24 * place,
    }));
}

export async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    return page.texts.copied;
  } catch {
    return say("copy_failed", { address: location.href });
  }
}
