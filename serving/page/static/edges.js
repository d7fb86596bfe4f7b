// What scrolls sideways fades at the edge beyond which there is more.

function fade(box) {
  const beyond = box.scrollWidth - box.clientWidth - box.scrollLeft;
  box.classList.toggle("more-before", box.scrollLeft > 1);
  box.classList.toggle("more-after", beyond > 1);
}

const sizes = new ResizeObserver((entries) => {
  for (const box of new Set(entries.map(({ target }) => target.closest(".scroll")))) fade(box);
});

for (const box of document.querySelectorAll(".scroll")) {
  box.addEventListener("scroll", () => fade(box), { passive: true });
  for (const watched of [box, box.firstElementChild]) sizes.observe(watched);
}
