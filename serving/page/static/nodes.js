// Elements with text in them: whatever is given stays text, however it reads.

export function node(name, className, ...content) {
  const found = document.createElement(name);
  if (className) found.className = className;
  found.append(...content.filter((each) => each !== null && each !== undefined));
  return found;
}

export function button(className, text, onClick) {
  const found = node("button", className, text);
  found.type = "button";
  found.addEventListener("click", onClick);
  return found;
}

// A page of this service, in the reader's language.
export function pageLink(path, lang, ...content) {
  const found = node("a", "", ...content);
  found.href = `${path}?lang=${lang}`;
  return found;
}

export const pathOf = (kind, id) => `/${kind}s/${encodeURIComponent(id)}`;

// What lies elsewhere, if it is a page of the web at all; else nothing.
export function webLink(url, text) {
  if (!url || !URL.canParse(url) || !["http:", "https:"].includes(new URL(url).protocol)) return null;
  const found = node("a", "outside", text);
  found.href = url;
  found.target = "_blank";
  found.rel = "noopener noreferrer";
  return found;
}

// What opens on demand: a line, and what is made when it is first opened.
export function unfolding(summary, make) {
  const found = node("details", "", node("summary", "", summary));
  found.addEventListener("toggle", () => found.childElementCount === 1 && found.append(make()), { once: true });
  return found;
}
