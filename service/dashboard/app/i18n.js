// SPDX-License-Identifier: EUPL-1.2
// Words in two languages, side by side in ../text. A text may hold `{name}`, and be `{ one, other }`
// where `count` decides.
import { figureWords } from '../text/figures.js';
import { fileWords } from '../text/file.js';
import { forecastWords } from '../text/forecast.js';
import { pageWords } from '../text/page.js';
import { proseWords } from '../text/prose.js';
import { termWords } from '../text/terms.js';
import { isLanguage, typeset } from './format.js';

const WORDS = { ...pageWords, ...figureWords, ...fileWords, ...forecastWords, ...proseWords, ...termWords };
const KEPT = 'echeance.language';

let language = 'fr';

/** The reader's choice of earlier; else what the service made of Accept-Language. */
export function chooseLanguage(wanted) {
    const kept = wanted ?? localStorage.getItem(KEPT) ?? document.documentElement.lang;
    language = isLanguage(kept) ? kept : 'fr';
    if (wanted !== undefined) localStorage.setItem(KEPT, language);
    document.documentElement.lang = language;
}

export const currentLanguage = () => language;

function template(key, values) {
    const text = Object.hasOwn(WORDS, key) ? WORDS[key][language] : undefined;
    if (text === undefined || typeof text === 'string') return text;
    const form = new Intl.PluralRules(language).select(values.count ?? 0);
    return text[form] ?? text.other;
}

/** Is there a text of this name? */
export const has = (key) => Object.hasOwn(WORDS, key);

/** The text, its places filled. A name without a text shows itself: a fault that a reader can report. */
export function t(key, values = {}) {
    const text = typeset(template(key, values) ?? key, language); // the values are left as they are
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** The same as pieces, each value apart: `wrap(value, name)` makes a node of it. */
export function pieces(key, values, wrap) {
    const text = typeset(template(key, values) ?? key, language);
    return text.split(/(\{\w+\})/).map((piece) => {
        const name = /^\{(\w+)\}$/.exec(piece)?.[1];
        return name !== undefined && name in values ? wrap(String(values[name]), name) : piece;
    });
}

/** A word of a closed set of the contract; a word we do not know is shown as the service sent it. */
export const term = (set, code) => (has(`${set}.${code}`) ? t(`${set}.${code}`) : String(code));
