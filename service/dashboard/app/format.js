// SPDX-License-Identifier: EUPL-1.2
// Figures, days and punctuation as French and English write them. Pure: no document, no clock.

const NARROW = '\u202f'; // narrow no-break space
const MINUS = '\u2212';
export const NOTHING = '\u2013'; // shown where there is no figure
export const SUPPRESSED = `<${NARROW}5`;
const DAY_MS = 86_400_000;

export const isLanguage = (text) => text === 'fr' || text === 'en';
const localeOf = (language) => (language === 'fr' ? 'fr-FR' : 'en-GB');

/** French punctuation: a narrow no-break space before ; : ! ? » and after «. */
export function typeset(text, language) {
    if (language !== 'fr') return text;
    return text.replace(/ ([;:!?»%])/g, `${NARROW}$1`).replace(/« /g, `«${NARROW}`)
        .replace(/([\d}]) (?=jours?\b)/g, `$1\u00a0`);
}

const formats = new Map();
function numberFormat(language, digits) {
    const key = `${language}${digits}`;
    if (!formats.has(key)) {
        formats.set(key, new Intl.NumberFormat(localeOf(language), {
            minimumFractionDigits: digits, maximumFractionDigits: digits }));
    }
    return formats.get(key);
}

/** `12 345` in French, `12,345` in English; a true minus sign. */
export function number(value, language, digits = 0) {
    if (!Number.isFinite(value)) return NOTHING;
    const rounded = Number(value.toFixed(digits)) || 0; // no minus before a zero
    return numberFormat(language, digits).format(rounded).replace('-', MINUS);
}

/** As many decimals as the figure has, two at most: 120, 120,5, 120,25. */
export function upToTwo(value, language) {
    if (!Number.isFinite(value)) return NOTHING;
    const text = String(Math.abs(Number(value.toFixed(2))));
    return number(value, language, text.includes('.') ? text.split('.')[1].length : 0);
}

/** A difference always has its sign. */
export function signed(value, language, digits = 1) {
    if (!Number.isFinite(value)) return NOTHING;
    return (value > 0 ? '+' : '') + number(value, language, digits);
}

/** A share of one as a percentage with one decimal. */
export function percent(share, language) {
    if (!Number.isFinite(share)) return NOTHING;
    return number(share * 100, language, 1) + (language === 'fr' ? `${NARROW}%` : '%');
}

/** `a, b et c`, `a, b and c`. */
export const listed = (parts, language) => new Intl.ListFormat(localeOf(language)).format(parts);

/** Minutes as hours, which is how people count work. */
export const hours = (minutes, language) =>
    (Number.isFinite(minutes) ? `${number(minutes / 60, language)}\u00a0h` : NOTHING);

const utc = (day) => new Date(`${day}T00:00:00Z`);
const isDay = (text) => typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text).getTime());

function dateText(when, language, options) {
    return new Intl.DateTimeFormat(localeOf(language), { timeZone: 'UTC', ...options }).format(when);
}

/** `2026-11-25` as `25/11/2026`; what is no day is shown as it came. */
export function day(text, language) {
    if (!isDay(text)) return text === undefined ? NOTHING : String(text);
    return dateText(utc(text), language, { day: '2-digit', month: '2-digit', year: 'numeric' });
}

/** `25 novembre 2026`; the first of a month is `1er` in French. */
export function longDay(text, language) {
    if (!isDay(text)) return String(text);
    const long = dateText(utc(text), language, { day: 'numeric', month: 'long', year: 'numeric' });
    return language === 'fr' ? long.replace(/^1 /, '1er ') : long;
}

/** `2026-11` as `nov. 2026`. */
export function month(text, language) {
    if (!isDay(`${text}-01`)) return String(text);
    return dateText(utc(`${text}-01`), language, { month: 'short', year: 'numeric' });
}

/** An instant in the reader's own time zone. */
export function instant(text, language) {
    const when = new Date(text);
    if (Number.isNaN(when.getTime())) return String(text);
    return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'short', timeStyle: 'short' }).format(when);
}

export const daysBetween = (from, until) => Math.round((utc(until) - utc(from)) / DAY_MS);
export const addDays = (text, count) => new Date(utc(text).getTime() + count * DAY_MS).toISOString().slice(0, 10);

/** The same day number some months away, or the last day of that month. */
export function addMonths(text, count) {
    const [year, monthNumber, dayNumber] = text.split('-').map(Number);
    const first = new Date(Date.UTC(year, monthNumber - 1 + count, 1));
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    first.setUTCDate(Math.min(dayNumber, last));
    return first.toISOString().slice(0, 10);
}

const KINDS = {
    count: number,
    days: upToTwo,
    share: percent,
    minutes: number,
    day,
    month,
    text: (value) => String(value),
};
const FIGURES = new Set(['count', 'days', 'share', 'minutes']);
/** Is a column of this kind one of figures, to be set flush right? */
export const isFigure = (kind) => FIGURES.has(kind);

/** A cell of a table: `kind` is one of the above; a group under five is not shown. */
export function cell(value, kind, language) {
    if (value === SUPPRESSED) return SUPPRESSED;
    if (value === undefined || value === null || value === '') return NOTHING;
    return KINDS[kind](value, language);
}
