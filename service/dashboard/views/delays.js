// SPDX-License-Identifier: EUPL-1.2
// Do delays fall? Two periods compared, with what is chance and what is a change of mix told apart.
import { get } from '../app/api.js';
import { h } from '../app/dom.js';
import { NOTHING, cell, number, percent, signed, upToTwo } from '../app/format.js';
import { currentLanguage, t, term } from '../app/i18n.js';
import { Panel } from '../app/panel.js';
import { bars } from '../charts/bars.js';
import { delayCurve, delayTable, drawMedians } from './delay_panels.js';
import { comparisonOf, periodForm, periodOf } from './periods.js';

const MEASURES = [['n', 'count'], ['mean_days', 'days'], ['median_days', 'days'], ['p90_days', 'days'],
    ['overdue_share', 'share'], ['backlog', 'count']];

/** Figures of mixed kinds share a column here, so each row has its own. */
function write(value, { kind }) {
    return cell(value, kind, currentLanguage());
}

function writeChange(value, { kind }) {
    if (value === undefined) return NOTHING;
    if (kind === 'share') return t('reduction.points', { points: signed(value * 100, currentLanguage(), 1) });
    return signed(value, currentLanguage(), kind === 'days' ? 2 : 0);
}

function comparison(answer) {
    const column = (key, writer) => ({ key, label: t(`reduction.${key}`), kind: 'count', write: writer });
    return {
        columns: [{ key: 'measure', label: t('reduction.measure'), kind: 'text' }, column('baseline', write), column('period', write),
            column('difference', writeChange), column('low', writeChange), column('high', writeChange)],
        rows: MEASURES.map(([key, kind]) => {
            const change = answer.difference?.[key];
            return { measure: t(`measure.${key}`), kind, baseline: answer.baseline[key], period: answer.period[key],
                difference: change?.value, low: change?.low, high: change?.high };
        }),
    };
}

/** Of the change of the mean: what rights decided more or less often explain, and what is speed. */
function mixAndSpeed(answer) {
    if (answer.speed_effect_days === undefined) return h('p', { class: 'notice' }, t('reduction.no_effect'));
    return h('p', {}, t('reduction.effects', {
        speed: signed(answer.speed_effect_days, currentLanguage(), 1), mix: signed(answer.mix_effect_days, currentLanguage(), 1),
        confidence: percent(answer.confidence, currentLanguage()),
        replications: number(answer.replications, currentLanguage()), seed: String(answer.seed) }));
}

function reduction(period) {
    return new Panel({
        id: 'delay-reduction', wide: true, title: t('reduction.title'),
        lead: t('reduction.lead', { clock: term('clock', period.clock) }),
        load: () => get('statistics/delay-reduction', comparisonOf(period)),
        draw: mixAndSpeed, data: comparison, open: true,
    });
}

function stageTimes(period) {
    return new Panel({
        id: 'stage-times', title: t('stages.title'), lead: t('stages.lead'), empty: t('panel.no_decision'),
        load: () => get('statistics/stage-times', { from: period.from, until: period.until }),
        draw: (answer) => bars({
            rows: answer.stages.map((stage) => ({ label: term('clock', stage.stage),
                parts: [{ value: stage.days, tone: 'calm' }], text: percent(stage.share, currentLanguage()) })),
            summary: t('stages.summary', { files: number(answer.files, currentLanguage()),
                days: upToTwo(answer.mean_days, currentLanguage()) }) }),
        data: (answer) => (answer.files === 0 ? null : {
            columns: [{ key: 'name', label: t('column.step'), kind: 'text' },
                { key: 'days', label: t('column.days_in_all'), kind: 'count' },
                { key: 'share', label: t('column.share'), kind: 'share' },
                { key: 'mean', label: t('column.mean'), kind: 'days' },
                { key: 'median', label: t('column.median'), kind: 'days' },
                { key: 'p90', label: t('column.p90'), kind: 'days' }],
            rows: answer.stages.map((stage) => ({ name: term('clock', stage.stage), days: stage.days, share: stage.share,
                mean: stage.mean_days, median: stage.median_days, p90: stage.p90_days })),
        }),
    });
}

function suspensions(period) {
    return new Panel({
        id: 'suspensions', title: t('suspended.title'), lead: t('suspended.lead'), empty: t('suspended.none'),
        load: () => get('statistics/stage-times', { from: period.from, until: period.until }),
        draw: ({ suspended }) => bars({
            rows: suspended.reasons.map((each) => ({ label: term('reason', each.reason),
                parts: [{ value: each.days, tone: 'still' }], text: number(each.days, currentLanguage()) })),
            summary: t('suspended.summary', { days: number(suspended.days, currentLanguage()),
                share: percent(suspended.share, currentLanguage()) }) }),
        data: ({ suspended }) => ({
            columns: [{ key: 'reason', label: t('column.reason'), kind: 'text' },
                { key: 'days', label: t('column.days_in_all'), kind: 'count' },
                { key: 'share', label: t('column.share'), kind: 'share' }],
            rows: suspended.reasons.map((each) => ({ ...each, reason: term('reason', each.reason) })),
        }),
    });
}

export async function delays(route) {
    const period = await periodOf(route.query);
    return {
        title: t('view.delays'),
        intro: [periodForm('/delays', period)],
        panels: [reduction(period), delayCurve(period, period.clock), stageTimes(period), suspensions(period),
            delayTable('right', period, period.clock), delayTable('sector', period, period.clock, { draw: drawMedians, lead: 'delays_by.lead_median' })],
    };
}
