// SPDX-License-Identifier: EUPL-1.2
// What waits now: how old, due when, at which step, for what.
import { get } from '../app/api.js';
import { h } from '../app/dom.js';
import { number, percent, upToTwo } from '../app/format.js';
import { currentLanguage, t, term } from '../app/i18n.js';
import { Panel } from '../app/panel.js';
import { BARS_MAX, bars, moreThanDrawn, pyramid } from '../charts/bars.js';
import { periodOf } from './periods.js';

/** Oldest on top, as in any pyramid of ages; the order of the days to come below. */
const AGES = ['549+', '366-548', '181-365', '123-180', '91-122', '61-90', '31-60', '0-30'];
const DUES = ['overdue_366+', 'overdue_91-365', 'overdue_31-90', 'overdue_1-30', 'due_0-7', 'due_8-30', 'due_31-60', 'due_61+', 'none'];
/** Each state with the stage clock that runs in it, and the target that the rules give it. */
const STEPS = [
    { state: 'filed', clock: 'intake' },
    { state: 'queued', clock: 'waiting', target: 'waiting_days' },
    { state: 'assigned', clock: 'evaluation', target: 'evaluation_days' },
    { state: 'in_evaluation', clock: 'evaluation', target: 'evaluation_days' },
    { state: 'awaiting_countersignature', clock: 'countersignature' },
    { state: 'evaluated', clock: 'decision', target: 'decision_days' },
    { state: 'decided', clock: 'notification' },
];
const say = (value) => number(value, currentLanguage());
const columns = (first) => [first,
    { key: 'files', label: t('column.files'), kind: 'count' },
    { key: 'requests', label: t('column.requests'), kind: 'count' },
    { key: 'overdue', label: t('column.overdue'), kind: 'count' },
    { key: 'minutes', label: t('column.minutes'), kind: 'minutes' }];

/** One row each of `order`, zeros where nothing is. */
function ordered(backlog, dimension, order) {
    return order.map((key) => {
        const group = backlog.groups.find((each) => each.key[dimension] === key);
        return { key, name: term(dimension, key), files: group?.files ?? 0, requests: group?.requests ?? 0,
            overdue: group?.overdue ?? 0, minutes: group?.expected_minutes ?? 0 };
    });
}

function lateKeys() {
    return [{ label: t('key.on_time'), tone: 'calm' }, { label: t('key.late'), tone: 'late' }];
}

const lateParts = (row) => [{ value: row.requests - row.overdue, tone: 'calm' }, { value: row.overdue, tone: 'late' }];
const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);

function agePyramid() {
    return new Panel({
        id: 'age-pyramid', title: t('age_pyramid.title'), lead: t('age_pyramid.lead'),
        load: () => get('statistics/backlog', { group_by: 'age' }),
        draw: (_, { rows }) => pyramid({
            tones: ['calm', 'late'], keys: lateKeys(),
            rows: rows.map((row) => ({ label: row.name, left: row.requests - row.overdue, right: row.overdue,
                leftText: say(row.requests - row.overdue), rightText: say(row.overdue) })),
            summary: t('age_pyramid.summary', { requests: say(sum(rows, 'requests')), overdue: say(sum(rows, 'overdue')) }) }),
        data: (backlog) => ({ columns: columns({ key: 'name', label: t('column.age'), kind: 'text' }),
            rows: ordered(backlog, 'age', AGES) }),
    });
}

function dueCalendar() {
    return new Panel({
        id: 'due-calendar', title: t('due_calendar.title'), lead: t('due_calendar.lead'),
        load: () => get('statistics/backlog', { group_by: 'due' }),
        draw: (_, { rows }) => bars({
            keys: [{ label: t('due_calendar.late'), tone: 'late' }, { label: t('due_calendar.to_come'), tone: 'calm' }],
            rows: rows.map((row) => ({ label: row.name, text: say(row.files), parts: [{ value: row.files,
                tone: row.key.startsWith('overdue') ? 'late' : row.key === 'none' ? 'still' : 'calm' }] })),
            summary: t('due_calendar.summary', {
                late: say(sum(rows.filter((row) => row.key.startsWith('overdue')), 'files')),
                soon: say(sum(rows.filter((row) => row.key === 'due_0-7' || row.key === 'due_8-30'), 'files')) }) }),
        data: (backlog) => ({ columns: columns({ key: 'name', label: t('column.due'), kind: 'text' }),
            rows: ordered(backlog, 'due', DUES) }),
    });
}

function funnelRows([backlog, stages, targets]) {
    return STEPS.map(({ state, clock, target }) => {
        const count = backlog.groups.find((group) => group.key.state === state);
        const time = stages?.stages.find((stage) => stage.stage === clock);
        return { name: term('state', state), clock: term('clock', clock), files: count?.files ?? 0,
            requests: count?.requests ?? 0, overdue: count?.overdue ?? 0,
            median: time?.median_days, p90: time?.p90_days, target: targets?.[target] };
    });
}

function funnelText(row) {
    const median = row.median === undefined ? '' : ` · ${t('funnel.median', { days: upToTwo(row.median, currentLanguage()) })}`;
    return `${say(row.files)}${median}`;
}

function funnel(period) {
    return new Panel({
        id: 'funnel', wide: true, title: t('funnel.title'), lead: t('funnel.lead'),
        load: async () => {
            const [backlog, stages, rules] = await Promise.all([
                get('statistics/backlog', { group_by: 'state' }),
                get('statistics/stage-times', { from: period.from, until: period.until }), get('configuration/targets')]);
            if (!backlog.ok) return backlog;
            return { ok: true, data: [backlog.data, stages.data, rules.data?.stage_targets, stages.reason] };
        },
        draw: (answer, { rows }) => [
            bars({ rows: rows.map((row) => ({ label: row.name, text: funnelText(row), parts: [{ value: row.files, tone: 'calm' }] })),
                summary: t('funnel.summary', { files: say(sum(rows, 'files')) }) }),
            answer[3] ? h('p', { class: 'notice' }, t('funnel.no_times'), ' ', t(`refusal.${answer[3]}`)) : null],
        data: (answer) => ({
            columns: [{ key: 'name', label: t('column.state'), kind: 'text' },
                { key: 'files', label: t('column.files'), kind: 'count' },
                { key: 'requests', label: t('column.requests'), kind: 'count' },
                { key: 'overdue', label: t('column.overdue'), kind: 'count' },
                { key: 'clock', label: t('column.step'), kind: 'text' },
                { key: 'median', label: t('column.median'), kind: 'days' },
                { key: 'p90', label: t('column.p90'), kind: 'days' },
                { key: 'target', label: t('column.target'), kind: 'days' }],
            rows: funnelRows(answer),
        }),
    });
}

/** The backlog by a dimension whose values we do not know beforehand, largest first. */
function backlogBy(dimension) {
    return new Panel({
        id: `backlog-by-${dimension}`, title: t(`backlog_by.${dimension}`), lead: t('backlog_by.lead'),
        load: () => get('statistics/backlog', { group_by: dimension }),
        draw: (_, { rows }) => [
            bars({
                keys: lateKeys(),
                rows: rows.slice(0, BARS_MAX).map((row) => ({ label: row.name, parts: lateParts(row), text: t('backlog_by.text', {
                    requests: say(row.requests), share: percent(row.requests === 0 ? 0 : row.overdue / row.requests, currentLanguage()) }) })),
                summary: t('backlog_by.summary', { first: rows[0].name, requests: say(rows[0].requests) }) }),
            moreThanDrawn(rows)],
        data: (backlog) => ({
            columns: columns({ key: 'name', label: t(`column.${dimension}`), kind: 'text' }),
            rows: ordered(backlog, dimension, backlog.groups.map((group) => group.key[dimension]))
                .sort((a, b) => b.requests - a.requests || a.name.localeCompare(b.name)),
        }),
    });
}

export async function queue(route) {
    const period = await periodOf(route.query);
    return { title: t('view.queue'), panels: [agePyramid(), dueCalendar(), funnel(period),
        backlogBy('right'), backlogBy('sector'), backlogBy('stage'), backlogBy('nature')] };
}
