// SPDX-License-Identifier: EUPL-1.2
// Panels about delays and flow that more than one view shows.
import { all, get } from '../app/api.js';
import { h } from '../app/dom.js';
import { SUPPRESSED, addMonths, daysBetween, number, upToTwo } from '../app/format.js';
import { currentLanguage, t, term } from '../app/i18n.js';
import { Panel } from '../app/panel.js';
import { BARS_MAX, bars, moreThanDrawn } from '../charts/bars.js';
import { curve } from '../charts/curve.js';

const DAYS_PER_MONTH = 365.25 / 12;

/** Limit and target in days, from the rules in force; a line is left out where it cannot be read. */
export async function limitsOf() {
    const rules = await get('configuration/targets');
    if (!rules.ok) return [];
    const general = (list) => list.find((rule) => rule.rights === undefined && !rule.appeal && rule.months !== undefined);
    const limit = general(rules.data.legal_limits ?? [])?.months;
    const target = general(rules.data.service_targets ?? [])?.months;
    const line = (key, months, tone, dash) => ({ label: t(key, { n: months }), tone, dash, value: months * DAYS_PER_MONTH });
    if (limit !== undefined && limit === target) return [line('limit.both', limit, 'late', 'dotted')];
    return [limit === undefined ? [] : line('limit.legal', limit, 'late', 'dotted'),
        target === undefined ? [] : line('limit.target', target, 'good', 'sparse')].flat();
}

const shown = (group, value) => (group.suppressed ? SUPPRESSED : value);

/** A group of processing times as a row; an estimate that is never reached stays empty. */
export function delayRow(group) {
    return {
        n: shown(group, group.n), mean: group.mean_days, median: group.median_days, p90: group.p90_days,
        limit: group.within_limit_share, target: group.within_target_share,
        kaplanMeier: group.kaplan_meier?.median_days, open: group.kaplan_meier?.n_open,
    };
}

export const delayColumns = () => [
    { key: 'n', label: t('column.decided'), kind: 'count' },
    { key: 'median', label: t('column.median'), kind: 'days' },
    { key: 'p90', label: t('column.p90'), kind: 'days' },
    { key: 'mean', label: t('column.mean'), kind: 'days' },
    { key: 'limit', label: t('column.within_limit'), kind: 'share' },
    { key: 'target', label: t('column.within_target'), kind: 'share' },
    { key: 'kaplanMeier', label: t('column.kaplan_meier'), kind: 'days' },
];

function curveOfDelays([times, limits], data) {
    const days = data.rows.map((row) => `${row.month}-01`);
    const values = (key) => data.rows.map((row) => row[key]);
    const last = data.rows.findLast((row) => row.median !== undefined);
    return curve({
        days, limits, unit: t('unit.days'),
        series: [
            { label: t('column.median'), tone: 'main', values: values('median'), points: true },
            { label: t('column.p90'), tone: 'second', dash: 'dashed', values: values('p90'), points: true },
        ],
        summary: t('delay_curve.summary', { clock: term('clock', times.clock),
            month: last?.month ?? '', median: number(last?.median, currentLanguage()) }),
    });
}

/** Median and ninth decile of each month against limit and target. */
export function delayCurve(period, clock) {
    return new Panel({
        id: 'delay-curve', wide: true, title: t('delay_curve.title'),
        lead: t('delay_curve.lead', { clock: term('clock', clock) }),
        empty: t('panel.no_decision'),
        load: async () => {
            const times = await get('statistics/processing-times',
                { from: period.from, until: period.until, clock, group_by: 'month' });
            return times.ok ? { ok: true, data: [times.data, await limitsOf()] } : times;
        },
        draw: curveOfDelays,
        data: ([times]) => (times.groups.every((group) => group.n === 0) ? null : {
            columns: [{ key: 'month', label: t('column.month'), kind: 'month' }, ...delayColumns()],
            rows: times.groups.map((group) => ({ month: group.key.month, ...delayRow(group) })),
        }),
    });
}

const FLOW = ['opening', 'received', 'reopened', 'decided', 'withdrawn', 'purged', 'closing'];

const flowData = (flow) => ({
    columns: [{ key: 'from', label: t('column.from'), kind: 'day' }, { key: 'until', label: t('column.until'), kind: 'day' },
        ...FLOW.map((key) => ({ key, label: t(`flow.${key}`), kind: 'count' }))],
    rows: flow.periods,
});

function curveOfStock(flow) {
    const last = flow.periods.at(-1);
    return curve({
        days: flow.periods.map((each) => each.until), unit: t('unit.requests'),
        series: [{ label: t('flow.closing'), tone: 'main', values: flow.periods.map((each) => each.closing) }],
        summary: t('backlog_curve.summary', { count: number(last.closing, currentLanguage()),
            first: number(flow.periods[0].opening, currentLanguage()) }),
    });
}

function curveOfFlow(flow) {
    // A week that is not over would look like a fall.
    const weeks = flow.periods.filter((each) => daysBetween(each.from, each.until) === 6);
    const sum = (key) => number(flow.periods.reduce((total, each) => total + each[key], 0), currentLanguage());
    return curve({
        days: weeks.map((each) => each.until), unit: t('unit.requests_a_week'),
        series: [
            { label: t('flow.received'), tone: 'second', dash: 'dashed', values: weeks.map((each) => each.received) },
            { label: t('flow.decided'), tone: 'good', values: weeks.map((each) => each.decided) },
        ],
        summary: t('flow_curve.summary', { received: sum('received'), decided: sum('decided') }),
    });
}

/** Open requests at the end of each week, and what came in and went out. */
export function flowPanels(period) {
    const from = addMonths(period.until, -6);
    const load = () => get('statistics/flow', { from, until: period.until, period: 'week' });
    return [
        new Panel({ id: 'backlog-curve', title: t('backlog_curve.title'), lead: t('backlog_curve.lead'),
            load, draw: curveOfStock, data: flowData }),
        new Panel({ id: 'flow-curve', title: t('flow_curve.title'), lead: t('flow_curve.lead'),
            load, draw: curveOfFlow, data: flowData }),
    ];
}

/** Delays of what is decided beside the backlog of what is not, by one dimension. */
export function delayTable(dimension, period, clock, { draw, lead = 'delays_by.lead' } = {}) {
    return new Panel({
        id: `delays-by-${dimension}`, wide: true, title: t(`delays_by.${dimension}`),
        lead: t(lead, { clock: term('clock', clock) }), draw,
        load: () => all(
            get('statistics/processing-times', { from: period.from, until: period.until, clock, group_by: dimension }),
            get('statistics/backlog', { group_by: dimension })),
        data: ([times, backlog]) => joined(dimension, times, backlog),
    });
}

/** The median of each row that has one, those with most to decide first. */
export function drawMedians(_, { rows }) {
    const decided = rows.filter((row) => row.median !== undefined).sort((a, b) => b.waiting - a.waiting);
    if (decided.length === 0) return h('p', { class: 'notice' }, t('panel.no_decision'));
    return [
        bars({
            rows: decided.slice(0, BARS_MAX).map((row) => ({ label: row.name, parts: [{ value: row.median, tone: 'calm' }],
                text: t('delays_by.text', { count: row.n, n: number(row.n, currentLanguage()), days: upToTwo(row.median, currentLanguage()) }) })),
            summary: t('delays_by.summary', { count: decided.length }) }),
        moreThanDrawn(decided)];
}

function joined(dimension, times, backlog) {
    const keys = [...new Set([...backlog.groups, ...times.groups].map((group) => group.key[dimension]))].sort();
    const of = (groups, key) => groups.find((group) => group.key[dimension] === key);
    return {
        columns: [
            { key: 'name', label: t(`column.${dimension}`), kind: 'text' },
            { key: 'waiting', label: t('column.open_requests'), kind: 'count' },
            { key: 'overdue', label: t('column.overdue'), kind: 'count' },
            ...delayColumns(),
        ],
        rows: keys.map((key) => {
            const open = of(backlog.groups, key);
            const decided = of(times.groups, key);
            return { name: term(dimension, key), waiting: open?.requests ?? 0, overdue: open?.overdue ?? 0,
                ...(decided ? delayRow(decided) : { n: 0 }) };
        }),
    };
}
