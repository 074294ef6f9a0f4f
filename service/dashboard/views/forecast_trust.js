// SPDX-License-Identifier: EUPL-1.2
// How far past forecasts were right: made as of past days, held against what came to be.
import { get } from '../app/api.js';
import { h } from '../app/dom.js';
import { longDay, number, percent, signed } from '../app/format.js';
import { currentLanguage, t } from '../app/i18n.js';
import { Panel } from '../app/panel.js';
import { bars } from '../charts/bars.js';
import { curve } from '../charts/curve.js';
import { trustSentence } from './forecast_sentence.js';

const FIGURES = ['open_requests', 'overdue', 'decided'];
const say = (value) => number(value, currentLanguage());
const load = () => get('forecasts/backtest');

/** The band of each figure, and how far the median was off. */
function accuracyPanel() {
    const write = (value) => signed(value, currentLanguage(), 2);
    return new Panel({
        id: 'forecast-accuracy', wide: true, title: t('accuracy.title'), lead: t('accuracy.lead'), empty: t('forecast.no_past'),
        absent: t('forecast.none_yet'), load, open: true,
        draw: (backtest) => h('p', { class: 'statement' }, trustSentence(backtest)),
        data: (backtest) => ({
            columns: [
                { key: 'name', label: t('column.figure'), kind: 'text' }, { key: 'weeks', label: t('accuracy.weeks'), kind: 'count' },
                { key: 'coverage', label: t('accuracy.coverage'), kind: 'share' },
                { key: 'below', label: t('accuracy.below'), kind: 'share' }, { key: 'above', label: t('accuracy.above'), kind: 'share' },
                { key: 'error', label: t('accuracy.error'), kind: 'days' }, { key: 'bias', label: t('accuracy.bias'), kind: 'days', write }],
            rows: FIGURES.filter((figure) => backtest[figure].weeks > 0).map((figure) => ({ name: t(`accuracy.${figure}`),
                weeks: backtest[figure].weeks, coverage: backtest[figure].coverage, below: backtest[figure].below,
                above: backtest[figure].above, error: backtest[figure].mean_absolute_error_percent,
                bias: backtest[figure].bias_percent })),
        }),
    });
}

/** The oldest forecast has most weeks to look back on. */
function pastCurve({ forecasts: [{ as_of: asOf, weeks }] }) {
    const values = (key) => weeks.map((week) => week.open_requests[key]);
    return curve({
        days: weeks.map((week) => week.on), unit: t('unit.requests'),
        series: [
            { label: t('backtest.forecast', { on: longDay(asOf, currentLanguage()) }), tone: 'second', dash: 'dashed',
                values: values('p50'), band: { low: values('p10'), high: values('p90') } },
            { label: t('backtest.observed'), tone: 'main', values: values('observed') }],
        summary: t('backtest.summary', { count: weeks.length, weeks: say(weeks.length), on: longDay(asOf, currentLanguage()),
            observed: say(weeks.at(-1)?.open_requests.observed), expected: say(weeks.at(-1)?.open_requests.p50) }),
    });
}

const isWithin = ({ p10, p90, observed }) => observed >= p10 && observed <= p90;

function backtestPanel() {
    return new Panel({
        id: 'forecast-backtest', title: t('backtest.title'), lead: t('backtest.lead'), empty: t('forecast.no_past'),
        absent: t('forecast.none_yet'), load, draw: pastCurve,
        data: ({ forecasts }) => ({
            columns: [
                { key: 'asOf', label: t('backtest.as_of'), kind: 'day' }, { key: 'on', label: t('backtest.on'), kind: 'day' },
                ...['p10', 'p50', 'p90'].map((key) => ({ key, label: t(`backtest.${key}`), kind: 'count' })),
                { key: 'observed', label: t('backtest.observed'), kind: 'count' },
                { key: 'within', label: t('backtest.within'), kind: 'text' }],
            rows: forecasts.flatMap(({ as_of: asOf, weeks }) => weeks.map(({ on, open_requests: check }) => ({ asOf, on, ...check,
                within: t(isWithin(check) ? 'value.true' : 'value.false') }))),
        }),
    });
}

/** Of files that were given this chance of passing their limit, how many did. */
function breachPanel() {
    const share = (value) => percent(value, currentLanguage());
    const score = (value) => number(value, currentLanguage(), 3);
    return new Panel({
        id: 'forecast-breach', title: t('breach.title'), lead: t('breach.lead'), empty: t('breach.none'),
        absent: t('forecast.none_yet'), load,
        draw: ({ breach }, { rows }) => [
            h('p', { class: 'statement' }, t('breach.statement', { count: breach.n, n: say(breach.n),
                score: score(breach.brier_score), other: score(breach.brier_score_of_share) })),
            bars({
                keys: [{ label: t('breach.observed'), tone: 'calm' }, { label: t('breach.predicted'), isMark: true }],
                rows: rows.map((row) => ({ label: t('breach.bin', { predicted: share(row.predicted) }), mark: row.predicted,
                    parts: [{ value: row.observed, tone: 'calm' }], text: share(row.observed) })),
                summary: t('breach.summary', { count: rows.length, bins: say(rows.length), n: say(breach.n) }) })],
        data: ({ breach }) => ({
            columns: [
                { key: 'predicted', label: t('breach.predicted'), kind: 'share' },
                { key: 'observed', label: t('breach.observed'), kind: 'share' }, { key: 'n', label: t('breach.n'), kind: 'count' }],
            rows: breach.bins.filter((bin) => bin.n > 0)
                .map((bin) => ({ predicted: bin.mean_predicted, observed: bin.observed_share, n: bin.n })),
        }),
    });
}

export const trustPanels = () => [accuracyPanel(), backtestPanel(), breachPanel()];
