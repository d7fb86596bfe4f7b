// Plotly, which is loaded only once the page itself stands, and what all charts have in common.

import { watched } from "./progress.js";
import { named, page } from "./wording.js";

const FONT = getComputedStyle(document.body).fontFamily;
const CONFIG = { displayModeBar: false, responsive: true };
export const INK = "#1c2733";
export const MUTED = "#5b6875";
const HOVER = { bgcolor: "#ffffff", bordercolor: "#c5ced6", align: "left", font: { color: INK, size: 13, family: FONT } };

let loading;

export function plotly() {
  loading ??= watched(loaded());
  return loading;
}

function loaded() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = page.plotly;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      // So that the next chart tries again.
      loading = undefined;
      reject(new Error(page.plotly));
    };
    document.head.append(script);
  });
}

const sizes = new WeakMap();

// Draws into `element` as large as it is now; Plotly by itself keeps the size of its first drawing.
export async function render(element, traces, layout) {
  const { react, Plots } = await plotly();
  const size = `${element.clientWidth} ${element.clientHeight}`;
  await react(element, traces, layout, CONFIG);
  if (sizes.has(element) && sizes.get(element) !== size) await Plots.resize(element);
  sizes.set(element, size);
}

// Plotly reads a little HTML in its texts.
export const safe = (name) => named(name).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

export function common() {
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: FONT, color: INK, size: 13 },
    dragmode: false,
    hoverlabel: HOVER,
  };
}
