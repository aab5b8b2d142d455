// Finds what looks like a Swedish personal identity number, and masks it.
//
// The same rules as bollkoll/kit/personnummer.py, which explains them; bollkoll/kit/tests/personnummer.json holds both to
// one table. Change all three together.

const HIDDEN = "••••";
const CANDIDATE =
  /(?<![\p{L}\p{N}])(?<![0-9][-–.:+])(?<!\+)(?<century>18|19|20)?(?<year>[0-9]{2})(?<iso>-?)(?<month>[0-9]{2})\k<iso>(?<day>[0-9]{2})(?<separator> ?[-‐‑‒–—−] ?|\+|[ \u00a0\u202f]|)(?<serial>[0-9TtPRSUWXJKLMN][0-9]{3})(?![\p{L}\p{N}])(?![-–.:][0-9])/gu;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const BEFORE_OTHER_NUMBERS =
  /(?<![\p{L}\p{N}])(?:tel|tfn|telefon[\p{L}\p{N}_]*|mobil[\p{L}\p{N}_]*|mob|phone|fax|ring|order[\p{L}\p{N}_]*|beställning|best|faktura[\p{L}\p{N}_]*|dnr|ärende)[ \u00a0]*(?:nr|no|nummer)?[.:]?[ \u00a0]*#?$/iu;
const CLOCK = /^(?:[01][0-9]|2[0-3])[0-5][0-9]$/;
const TOO_YOUNG = 10;

/**
 * What in the text looks like an identity number, in order and never overlapping.
 * @param {string} text
 * @param {Date} [today] decides which years are in the future and which are very recent
 * @returns {{start: number, end: number, text: string, kind: string, certain: boolean}[]}
 */
export function find(text, today = new Date()) {
  const uuids = [...text.matchAll(UUID)].map((match) => [match.index, match.index + match[0].length]);
  const findings = [];
  for (const match of text.matchAll(CANDIDATE)) {
    const [start, end] = [match.index, match.index + match[0].length];
    if (uuids.some(([from, to]) => from < end && start < to)) continue;
    const judged = judge(match, text, today.getFullYear());
    if (judged) findings.push({ start, end, text: match[0], kind: judged[0], certain: judged[1] });
  }
  return findings;
}

/** The text with the last four characters of each finding hidden. As long as it was. */
export function mask(text, findings = find(text)) {
  for (const { end } of findings) text = text.slice(0, end - HIDDEN.length) + HIDDEN + text.slice(end);
  return text;
}

function judge(match, text, thisYear) {
  const { century, year: twoDigits, iso, separator } = match.groups;
  const serial = match.groups.serial.toUpperCase();
  const dashed = separator.trim() !== "";
  const year = wholeYear(century, twoDigits, separator, thisYear);
  const [month, day] = [Number(match.groups.month), Number(match.groups.day)];
  const coordinated = 60 <= day && day <= 91;
  if (year > thisYear) return null;
  const recent = year > thisYear - TOO_YOUNG;

  if (!/^[0-9]/.test(serial)) {
    if (!isDate(year, month, day) || (recent && !dashed) || iso) return null;
    if (serial.startsWith("T")) return ["interim", true];
    return dashed && !recent ? ["interim", false] : null;
  }

  const right = isLuhn(twoDigits + match.groups.month + match.groups.day + serial);
  const unknown = coordinated && right && dashed && month <= 12 && (month === 0 || day === 60);
  if (!isDate(year, month, coordinated ? day - 60 : day) && !unknown) return null;
  if (recent && (CLOCK.test(serial) || !right)) return null;
  if (iso && !(century && dashed && right)) return null;
  const kind = coordinated ? "samordningsnummer" : "personnummer";
  if (century || dashed) return [kind, right];
  if (!right || isAnotherNumber(match, text)) return null;
  return [kind, !match[0].startsWith("070")];
}

function wholeYear(century, year, separator, thisYear) {
  if (century) return Number(century + year);
  const latest = thisYear - ((thisYear - Number(year)) % 100);
  return separator === "+" ? latest - 100 : latest;
}

function isDate(year, month, day) {
  return 1 <= month && month <= 12 && 1 <= day && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isLuhn(ten) {
  let sum = 0;
  for (let place = 0; place < 10; place += 1) {
    const number = Number(ten[place]) * (place % 2 ? 1 : 2);
    sum += number > 9 ? number - 9 : number;
  }
  return sum % 10 === 0;
}

function isAnotherNumber(match, text) {
  const [start, end] = [match.index, match.index + match[0].length];
  if (match.groups.separator) {
    const [before, after] = [text.slice(Math.max(0, start - 2), start), text.slice(end, end + 2)];
    return /^[0-9][ \u00a0]$/.test(before) || /^[ \u00a0][0-9]$/.test(after);
  }
  return BEFORE_OTHER_NUMBERS.test(text.slice(Math.max(0, start - 40), start));
}
