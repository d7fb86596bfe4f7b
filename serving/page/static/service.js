// The service: what it answers, or the problem that it has instead.

import { watched } from "./progress.js";

// {answer} or {problem}, a problem document; neither for what was given up through `signal`.
export const call = (method, address, body, signal) => watched(asked(method, address, body, signal));

async function asked(method, address, body, signal) {
  try {
    const response = await fetch(address, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
    const text = await response.text();
    const answer = text ? JSON.parse(text) : null;
    return response.ok ? { answer } : { problem: { status: response.status, ...answer } };
  } catch (error) {
    if (error.name === "AbortError") return {};
    // A failing server may answer with no document at all.
    return { problem: { status: error instanceof SyntaxError ? 500 : 0 } };
  }
}

const kept = new Map();
const MOST_KEPT = 24;

// The forecast of a scenario; one that was asked before is not asked again.
export async function forecastOf(scenario) {
  const key = JSON.stringify(scenario);
  if (kept.has(key)) return { answer: kept.get(key) };
  const found = await call("POST", "/v1/sandbox", scenario);
  if (found.answer) keep(scenario, found.answer);
  return found;
}

export function keep(scenario, forecast) {
  kept.set(JSON.stringify(scenario), forecast);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
}
