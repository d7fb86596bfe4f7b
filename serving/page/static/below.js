// Regions whose conversion fell below the limits that their own past sets: each with its place between the limits.

import { node } from "./nodes.js";
import { showRemarks } from "./remarks.js";
import { named, page, percent } from "./wording.js";

const at = (id) => document.getElementById(id);

export function showBelow(told) {
  at("below-hint").textContent = page.texts.below_hint;
  showRemarks(at("below-hint"), told, "regions");
  at("below").replaceChildren(...told.regions.map(region));
}

function region(told) {
  return node("section", "below-region", node("h3", "", named(told.region)), node("p", "", told[page.lang]), limits(told));
}

function limits({ rate, usual, lower, upper }) {
  const most = 1.15 * Math.max(upper, rate, usual);
  const place = (value) => `${(100 * value) / most}%`;
  const mark = (className, value, text) => {
    const found = node("span", `limit ${className}`, node("small", "", `${text} ${percent(value)}`));
    found.style.left = place(value);
    return found;
  };
  const band = node("i", "");
  band.style.left = place(lower);
  band.style.width = place(upper - lower);
  return node(
    "div",
    "limits",
    node("div", "limits-track", band, mark("edge", lower, page.texts.limit_lower), mark("usual", usual, page.texts.limit_usual), mark("edge", upper, page.texts.limit_upper), mark("rate", rate, page.texts.limit_now)),
  );
}
