// Texts, numbers and dates in the page's language, by the rules of serving/wording.py.

export const page = JSON.parse(document.getElementById("page-data").textContent);

export function say(key, values = {}) {
  return page.texts[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

// A message of the service in the page's language: it is in Chinese, then in English, which begins after the last full
// stop of Chinese before a space; one without is in one language only.
export function spoken(message) {
  const end = Math.max(message.lastIndexOf("。 "), message.lastIndexOf("？ ")) + 1;
  if (end === 0) return message;
  return page.texts.lang.startsWith("zh") ? message.slice(0, end) : message.slice(end + 1);
}

const plain = (digits, style = {}) =>
  new Intl.NumberFormat("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "negative",
    ...style,
  });
const whole = plain(0);
const tenths = plain(1);
const percents = plain(1, { style: "percent" });
const changes = plain(1, { style: "percent", signDisplay: "exceptZero" });
const COMPACT = { notation: "compact", maximumSignificantDigits: 3, signDisplay: "negative", useGrouping: "always" };
const sums = new Intl.NumberFormat(page.texts.lang, COMPACT);

export const integer = (value) => whole.format(value);
export const count = (value) => (Math.abs(value) < 100 ? tenths : whole).format(value);
export const percent = (value) => percents.format(value);

// Sums of money in the history's own unit: 1.23M, 123万.
export const money = (value) => sums.format(value);

export function signed(value, show = count) {
  const text = show(value);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

// A difference of probabilities, in percentage points.
export const points = (value) => changes.format(value).replace("%", "");

export const interval = (range, show = count) =>
  say("interval", { low: show(range.low), high: show(range.high) });

export const ranged = (range, show = count) => `${show(range.low)} – ${show(range.high)}`;

export const known = (value, show = count) => (value === null ? page.texts.none : show(value));

const called = new Map(Object.entries(page.called));

// A region, industry, source or product as the page's language calls it where the settings say how; what the history
// does not know is said in that language as well. Addresses, files and the service have the history's own names.
export const named = (name) => (name === page.unknown ? page.texts.unknown : (called.get(name) ?? name));

// Between two sentences; Chinese full stops have their own room.
export const GAP = page.texts.lang.startsWith("zh") ? "" : " ";

// As a list in the page's language runs: by letters, in Chinese by pinyin.
export const compared = (a, b) => a.localeCompare(b, page.texts.lang);

export const inOrder = (names) => [...names].sort((a, b) => compared(named(a), named(b)));

const month = new Intl.DateTimeFormat("en-US", { month: "short", timeZone: "UTC" });
const fullMonth = new Intl.DateTimeFormat("en-US", { month: "long", timeZone: "UTC" });

export function day(iso, { year = true } = {}) {
  const [y, m, d] = iso.split("-").map(Number);
  if (page.lang === "zh") return year ? `${y}年${m}月${d}日` : `${m}月${d}日`;
  const short = `${d} ${month.format(new Date(`${iso}T00:00:00Z`))}`;
  return year ? `${short} ${y}` : short;
}

export function monthOf(iso) {
  const [y, m] = iso.split("-").map(Number);
  return page.lang === "zh" ? `${y}年${m}月` : `${fullMonth.format(new Date(`${iso}T00:00:00Z`))} ${y}`;
}

const TIME = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const zoned = new Intl.DateTimeFormat("en-CA", { ...TIME, timeZone: page.zone });

function local(iso) {
  const parts = Object.fromEntries(zoned.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}

// The day and the hour of a moment where the business is.
export const localDay = (iso, options) => day(local(iso).day, options);
export const localMonth = (iso) => monthOf(local(iso).day);
export const localTime = (iso) => local(iso).time;

// A moment as the reader's own clock shows it.
export function moment(iso) {
  const at = new Date(iso);
  const [y, m, d, hours, minutes] = [at.getFullYear(), at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes()];
  const two = (value) => String(value).padStart(2, "0");
  return `${day([y, two(m), two(d)].join("-"))} ${two(hours)}:${two(minutes)}`;
}
