// SPDX-License-Identifier: EUPL-1.2
// Words in two languages. A text may hold `{name}`, and be `{ one, other }` where `n` counts.
import { french } from '../text/fr.js';
import { frenchTerms } from '../text/fr_terms.js';
import { frenchPages } from '../text/fr_pages.js';
import { english } from '../text/en.js';
import { englishTerms } from '../text/en_terms.js';
import { englishPages } from '../text/en_pages.js';
import { isLanguage, typeset } from './format.js';

const WORDS = {
    fr: { ...french, ...frenchTerms, ...frenchPages },
    en: { ...english, ...englishTerms, ...englishPages },
};
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
    const text = WORDS[language][key];
    if (text === undefined || typeof text === 'string') return text;
    const form = new Intl.PluralRules(language).select(Number(values.count ?? values.n ?? 0));
    return text[form] ?? text.other;
}

/** Is there a text of this name? */
export const has = (key) => WORDS[language][key] !== undefined;

/** The text, its places filled. A name without a text shows itself: a fault that a reader can report. */
export function t(key, values = {}) {
    const text = template(key, values) ?? key;
    return typeset(text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole)), language);
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
