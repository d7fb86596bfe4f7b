// Questions to start from, with a region that the history knows.

import { named, page } from "./wording.js";

export function examples() {
  const own = page.names.regions[0];
  const first = own && named(own);
  // Chinese sets Latin words apart by spaces.
  const name = page.lang === "zh" && /^[\w ]+$/.test(first) ? ` ${first} ` : first;
  return page.texts.example_questions
    .filter((text) => first !== undefined || !text.includes("{region}"))
    .map((text) => text.replace("{region}", name));
}

export function showExamples(ask) {
  const chips = examples().map((text) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "chip";
    chip.textContent = text;
    chip.addEventListener("click", () => ask(text));
    return chip;
  });
  document.getElementById("examples").replaceChildren(...chips);
}
