// SPDX-License-Identifier: EUPL-1.2
// The period a view looks at, the period it compares with, and the form that changes both. They are
// in the address, so that a view can be sent to a colleague; the token never is.
import { h } from '../app/dom.js';
import { officeToday, withQuery } from '../app/api.js';
import { addDays, addMonths } from '../app/format.js';
import { t, term } from '../app/i18n.js';

export const CLOCKS = ['citizen', 'legal', 'barometer'];
const MONTHS_BACK = 11;

/** Twelve months up to today, against the twelve before, unless the address says otherwise. */
export async function periodOf(query) {
    const today = await officeToday();
    const from = query.get('from') ?? `${addMonths(today, -MONTHS_BACK).slice(0, 7)}-01`;
    return {
        today,
        clock: CLOCKS.includes(query.get('clock')) ? query.get('clock') : 'legal',
        from,
        until: query.get('until') ?? today,
        baselineFrom: query.get('baseline_from') ?? addMonths(from, -12),
        baselineUntil: query.get('baseline_until') ?? addDays(from, -1),
    };
}

/** What the statistics call a comparison of both. */
export const comparisonOf = (period, clock = period.clock) => ({
    clock, from: period.from, until: period.until,
    baseline_from: period.baselineFrom, baseline_until: period.baselineUntil });

function dateField(name, value, label) {
    return h('label', {}, h('span', {}, label), h('input', { type: 'date', name, value, required: true }));
}

/** The form; sending it changes the address to `route` with what was chosen. */
export function periodForm(route, period) {
    const form = h('form', { class: 'controls', 'aria-label': t('period.form'), onsubmit: (event) => {
        event.preventDefault();
        location.hash = withQuery(route, Object.fromEntries(new FormData(form)));
    } },
    h('label', {}, h('span', {}, t('period.clock')), h('select', { name: 'clock' }, CLOCKS.map((clock) =>
        h('option', { value: clock, selected: clock === period.clock }, term('clock', clock))))),
    dateField('from', period.from, t('period.from')),
    dateField('until', period.until, t('period.until')),
    dateField('baseline_from', period.baselineFrom, t('period.baseline_from')),
    dateField('baseline_until', period.baselineUntil, t('period.baseline_until')),
    h('button', { type: 'submit' }, t('period.apply')));
    return form;
}
