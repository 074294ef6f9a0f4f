// SPDX-License-Identifier: EUPL-1.2
// Clocks of one file against one calendar: what counted, what stood still, the last day in time.
import { h, vary } from '../app/dom.js';
import { addDays, day, daysBetween } from '../app/format.js';
import { currentLanguage, t } from '../app/i18n.js';
import { legend } from './bars.js';

/** First and last day that any row touches. */
function span(rows, today) {
    const days = rows.flatMap((row) => [row.due, ...row.intervals.flatMap(({ from, until }) => [from, until])])
        .filter((each) => each !== undefined);
    const from = days.reduce((least, each) => (each < least ? each : least), today);
    const until = addDays(days.reduce((most, each) => (each > most ? each : most), today), 1);
    return { from, until, length: Math.max(daysBetween(from, until), 1) };
}

const place = (at, { from, length }) => `${(100 * daysBetween(from, at)) / length}%`;

function interval({ from, until, tone }, whole) {
    return vary(h('span', { class: `interval tone-${tone}` }),
        { '--at': place(from, whole), '--length': place(addDays(whole.from, daysBetween(from, until)), whole) });
}

function row(each, whole, today) {
    return h('div', { class: 'line-row' },
        h('span', { class: 'line-label' }, each.label),
        h('span', { class: 'line-track' },
            each.intervals.map((part) => interval(part, whole)),
            vary(h('span', { class: 'line-today' }), { '--at': place(today, whole) }),
            each.due ? vary(h('span', { class: 'line-due' }), { '--at': place(each.due, whole) }) : null),
        h('span', { class: each.late ? 'line-text late' : 'line-text' }, each.text));
}

/** `rows` [{ label, intervals [{ from, until, tone }], due?, late, text }]; `until` is excluded. */
export function timeline({ rows, today, summary }) {
    const whole = span(rows, today);
    const say = (text) => day(text, currentLanguage());
    return [
        legend([{ label: t('timeline.counts'), tone: 'calm' }, { label: t('timeline.late'), tone: 'late' },
            { label: t('timeline.still'), tone: 'still' }, { label: t('timeline.due'), isMark: true }]),
        h('div', { class: 'timeline', role: 'img', 'aria-label': summary },
            rows.map((each) => row(each, whole, today)),
            h('div', { class: 'line-row axis' }, h('span', { class: 'line-label' }),
                h('span', { class: 'line-track' },
                    h('span', { class: 'axis-from' }, say(whole.from)),
                    vary(h('span', { class: 'axis-today' }), { '--at': place(today, whole) }),
                    h('span', { class: 'axis-until' }, say(whole.until))),
                h('span', { class: 'line-text' }, t('timeline.today', { day: say(today) })))),
    ];
}
