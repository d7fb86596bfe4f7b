// Wins by week as a small drawing of our own, which prints at any size.

import { day, integer, page, say } from "./wording.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDE, HIGH, LEFT, FOOT] = [700, 190, 30, 18];

function shape(name, attributes, text = "") {
  const found = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
  found.textContent = text;
  return found;
}

export function sketch(weeks) {
  const highest = Math.max(...weeks.map((week) => Math.max(week.wins.high, week.wins_without)));
  // An even number, so that its half is a whole one as well.
  const most = 2 * Math.max(1, Math.ceil(highest / 2));
  const room = (WIDE - LEFT) / weeks.length;
  const y = (value) => HIGH - FOOT - (Math.max(0, value) / most) * (HIGH - FOOT - 10);
  const found = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH + 16}`, class: "report-weeks" });
  for (const value of [0, most / 2, most]) {
    found.append(shape("line", { x1: LEFT, x2: WIDE, y1: y(value), y2: y(value), stroke: "#dfe5ea" }));
    found.append(shape("text", { x: LEFT - 4, y: y(value) + 3, "text-anchor": "end" }, integer(value)));
  }
  const step = Math.ceil(weeks.length / 9);
  weeks.forEach((week, i) => {
    const x = LEFT + i * room;
    const bar = (from, value, fill) =>
      shape("rect", { x: x + from * room, y: y(value), width: 0.38 * room, height: HIGH - FOOT - y(value), fill });
    const middle = x + 0.69 * room;
    found.append(bar(0.1, week.wins_without, "#d5dce2"), bar(0.5, week.wins.value, "#63a9c0"));
    const ends = { x1: middle, x2: middle, y1: y(week.wins.low), y2: y(week.wins.high) };
    found.append(shape("line", { ...ends, stroke: "#0a3a58", "stroke-width": 1.5 }));
    const under = { x: x + room / 2, y: HIGH - 5, "text-anchor": "middle" };
    if (i % step === 0) found.append(shape("text", under, day(week.start, { year: false })));
  });
  const key = say("sketch_key", { without: page.texts.without_plan, with: page.texts.with_plan, band: page.texts.band });
  found.append(shape("text", { x: LEFT, y: HIGH + 12 }, key));
  return found;
}
