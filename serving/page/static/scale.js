// Colours for numbers: light to dark for amounts, orange to blue for changes, both told apart by the colour-blind.

import { page } from "./wording.js";

const BOTH_WAYS = ["#a8480b", "#dd8a44", "#f3cfac", "#f3f5f7", "#b9d9e6", "#5b9fc0", "#145d80"];

export const amounts = () => page.colours;
export const changes = () => BOTH_WAYS;

// The ends of a scale. Nearly equal amounts must not look far apart: `least` is the smallest room given.
export function endsOf(values, least) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0, least - (high - low)) / 2;
  return [Math.max(0, low - room), high + room + Math.max(0, room - low)];
}

// Nothing changed is in the middle.
export function endsAround(values, least) {
  const far = Math.max(least, ...values.map(Math.abs));
  return [-far, far];
}

export const stops = (colours) => colours.map((colour, i) => [i / (colours.length - 1), colour]);

const share = (value, [low, high]) => (high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5);

// The colour itself, for what Plotly does not draw.
export function colourOf(value, ends, colours) {
  const at = share(value, ends) * (colours.length - 1);
  return `rgb(${between(colours, at).join(", ")})`;
}

function between(colours, at) {
  const [from, to] = [colours[Math.floor(at)], colours[Math.ceil(at)]].map(parts);
  return from.map((part, i) => Math.round(part + (to[i] - part) * (at % 1)));
}

// Black or white, whichever is read better on the ground that `value` has: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
export function inkOn(value, ends, colours) {
  const linear = between(colours, share(value, ends) * (colours.length - 1)).map((part) => (part / 255) ** 2.2);
  const luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return luminance > 0.179 ? "#000000" : "#ffffff";
}

const parts = (colour) => [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
