// SPDX-License-Identifier: EUPL-1.2
// Bars of plain elements: they follow the text size, the theme and paper. Each chart is one image
// with a sentence; the panel's table carries the figures.
import { h, vary } from '../app/dom.js';
import { t } from '../app/i18n.js';

/** A département may have hundreds of sectors: a picture shows so many rows, the table all of them. */
export const BARS_MAX = 15;

/** Says that the table has more rows than the picture. */
export function moreThanDrawn(rows) {
    return rows.length > BARS_MAX ? h('p', { class: 'quiet' }, t('chart.first', { shown: BARS_MAX, all: rows.length })) : null;
}

const share = (value, most) => `${most > 0 ? (100 * value) / most : 0}%`;

function segment({ value, tone }, most) {
    return vary(h('span', { class: `segment tone-${tone}` }), { '--length': share(value, most) });
}

function marker(value, most) {
    return vary(h('span', { class: 'marker' }), { '--at': share(value, most) });
}

function row({ label, parts, text, mark }, most) {
    return h('div', { class: 'bar-row' },
        h('span', { class: 'bar-label' }, label),
        h('span', { class: 'bar-track' }, parts.map((part) => segment(part, most)),
            mark === undefined ? null : marker(mark, most)),
        h('span', { class: 'bar-text' }, text));
}

/**
 * `rows` [{ label, parts [{ value, tone }], text, mark? }]: one bar each, its parts end to end, with
 * an optional mark (a target) across it.
 */
export function bars({ rows, summary, keys = [] }) {
    const most = Math.max(...rows.flatMap((each) =>
        [each.parts.reduce((sum, part) => sum + part.value, 0), each.mark ?? 0]));
    return [legend(keys), h('div', { class: 'bars', role: 'img', 'aria-label': summary },
        rows.map((each) => row(each, most)))];
}

/** Two sides of a common middle: `rows` [{ label, left, right, leftText, rightText }]. */
export function pyramid({ rows, tones, keys, summary }) {
    const most = Math.max(...rows.flatMap((each) => [each.left, each.right]));
    const side = (value, tone, text, place) => [
        h('span', { class: `pyramid-side ${place}` },
            segment({ value, tone }, most), h('span', { class: 'pyramid-text' }, text))];
    return [legend(keys), h('div', { class: 'pyramid', role: 'img', 'aria-label': summary },
        rows.map((each) => h('div', { class: 'pyramid-row' },
            side(each.left, tones[0], each.leftText, 'left'),
            h('span', { class: 'pyramid-label' }, each.label),
            side(each.right, tones[1], each.rightText, 'right'))))];
}

/** What the tones mean. */
export function legend(keys) {
    if (keys.length === 0) return null;
    return h('ul', { class: 'keys' }, keys.map(({ label, tone, isMark }) =>
        h('li', {}, h('span', { class: isMark ? 'key-mark' : `key-box tone-${tone}`, 'aria-hidden': 'true' }), label)));
}
