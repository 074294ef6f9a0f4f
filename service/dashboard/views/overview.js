// SPDX-License-Identifier: EUPL-1.2
// The first page: one sentence that is true, four figures, two curves.
import { all, get } from '../app/api.js';
import { h } from '../app/dom.js';
import { NOTHING, hours, longDay, number, percent, upToTwo } from '../app/format.js';
import { currentLanguage, pieces, t } from '../app/i18n.js';
import { Panel } from '../app/panel.js';
import { delayCurve, flowPanels } from './delay_panels.js';
import { comparisonOf, periodOf } from './periods.js';

/** What a person lives through: from filing to the decision in the letter box. */
const CLOCK = 'citizen';
const strong = (text) => h('strong', {}, text);
const say = (value) => number(value, currentLanguage());

/** Half of the people wait longer: of those decided and those still open (Kaplan-Meier). */
function medianWait(times) {
    return times.ok ? times.data.groups[0]?.kaplan_meier?.median_days : undefined;
}

/** Where too few have come to their end for a median: days that half of the open requests have waited at least. */
function halfHaveWaited(ages) {
    const oldestFirst = ages.groups.map(({ key, requests }) => ({ days: Number.parseInt(key.age, 10), requests }))
        .sort((a, b) => b.days - a.days);
    const half = oldestFirst.reduce((sum, { requests }) => sum + requests, 0) / 2;
    let older = 0;
    return oldestFirst.find(({ requests }) => (older += requests) >= half)?.days;
}

function waitSentence({ times, ages }) {
    const median = medianWait(times);
    const days = median ?? halfHaveWaited(ages);
    if (days === undefined) return '';
    return pieces(median === undefined ? 'headline.have_waited' : 'headline.wait',
        { count: days, days: upToTwo(days, currentLanguage()) }, strong);
}

/** A difference is told as one only where its interval leaves out zero. */
function changeSentence(comparison, period) {
    const median = comparison.ok ? comparison.data.difference.median_days : undefined;
    if (median?.value === undefined) return [t('headline.no_change')];
    const isSure = median.low > 0 || median.high < 0;
    const key = !isSure ? 'headline.same' : median.value < 0 ? 'headline.shorter' : 'headline.longer';
    const value = (number_) => upToTwo(number_, currentLanguage());
    return pieces(key, { count: Math.abs(median.value), days: value(Math.abs(median.value)),
        low: value(median.low), high: value(median.high),
        from: longDay(period.baselineFrom, currentLanguage()),
        until: longDay(period.baselineUntil, currentLanguage()) }, (text, name) => (name === 'days' ? strong(text) : text));
}

function headline(data) {
    const { files, requests, overdue } = data.backlog.groups[0];
    const share = percent(requests === 0 ? 0 : overdue / requests, currentLanguage());
    return [
        h('p', { class: 'headline' },
            pieces('headline.waiting', { count: files, files: say(files) }, strong), ' ',
            pieces('headline.late', { count: overdue, overdue: say(overdue), requests: say(requests), share },
                (text, name) => (name === 'overdue' ? h('strong', { class: 'late' }, text) : text)), ' ',
            waitSentence(data)),
        h('p', { class: 'headline-more' }, changeSentence(data.comparison, data.period)),
    ];
}

function tile(id, value, label, note, isLate) {
    return h('li', { class: 'tile', id },
        h('span', { class: isLate ? 'tile-value late' : 'tile-value' }, value),
        h('span', { class: 'tile-label' }, label),
        h('span', { class: 'tile-note' }, note));
}

function waitTile({ times, ages }) {
    const median = medianWait(times);
    const days = median ?? halfHaveWaited(ages);
    const key = median === undefined ? 'tile.at_least' : 'tile.days';
    return tile('tile-wait', days === undefined ? NOTHING : t(key, { days: upToTwo(days, currentLanguage()) }),
        t('tile.wait'), t(median === undefined ? 'tile.wait_open_note' : 'tile.wait_note'));
}

function tiles(data) {
    const { files, requests, overdue, expected_minutes: minutes } = data.backlog.groups[0];
    return h('ul', { class: 'tiles' },
        tile('tile-files', say(files), t('tile.files'), t('tile.files_note', { count: requests, requests: say(requests) })),
        tile('tile-overdue', say(overdue), t('tile.overdue'),
            t('tile.overdue_note', { share: percent(requests === 0 ? 0 : overdue / requests, currentLanguage()) }), overdue > 0),
        waitTile(data),
        tile('tile-work', hours(minutes, currentLanguage()), t('tile.work'), t('tile.work_note')));
}

const figures = ({ backlog, times }) => {
    const group = backlog.groups[0];
    return {
        columns: [{ key: 'figure', label: t('column.figure'), kind: 'text' }, { key: 'value', label: t('column.value'), kind: 'days' }],
        rows: [
            { figure: t('tile.files'), value: group.files },
            { figure: t('column.open_requests'), value: group.requests },
            { figure: t('tile.overdue'), value: group.overdue },
            { figure: t('column.median_wait'), value: medianWait(times) },
            { figure: t('column.minutes'), value: group.expected_minutes },
        ],
    };
};

function headlinePanel(period) {
    return new Panel({
        id: 'headline', wide: true, title: t('headline.title'),
        load: async () => {
            const [backlog, times, comparison] = await Promise.all([
                all(get('statistics/backlog'), get('statistics/backlog', { group_by: 'age' })),
                get('statistics/processing-times', { from: period.from, until: period.until, clock: CLOCK }),
                get('statistics/delay-reduction', comparisonOf(period, CLOCK))]);
            return backlog.ok ? { ok: true, data: { backlog: backlog.data[0], ages: backlog.data[1], times, comparison, period } } : backlog;
        },
        draw: (data) => [headline(data), tiles(data)],
        data: figures,
    });
}

export async function overview(route) {
    const period = await periodOf(route.query);
    return { title: t('view.overview'), panels: [headlinePanel(period), ...flowPanels(period), delayCurve(period, CLOCK)] };
}
