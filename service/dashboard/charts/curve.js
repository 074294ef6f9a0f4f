// SPDX-License-Identifier: EUPL-1.2
// Curves over time, by uPlot. A canvas says nothing to a screen reader: it is one image with a
// sentence, and the panel's table carries the figures.
import { h, svg } from '../app/dom.js';
import { month, number, upToTwo, day } from '../app/format.js';
import { currentLanguage, t } from '../app/i18n.js';
import { DASHES, colour } from './palette.js';

const HEIGHT_PX = 260;
const NARROWEST_PX = 200;
const TICK_PX = 90; // between two days of the axis
const FONT = '13px "Source Sans 3", system-ui, sans-serif';

const seconds = (text) => Date.parse(`${text}T00:00:00Z`) / 1000;
const dayOf = (at) => new Date(at * 1000).toISOString().slice(0, 10);

function axes(unit) {
    const line = { stroke: colour('ink-2'), font: FONT, grid: { stroke: colour('line'), width: 1 },
        ticks: { stroke: colour('line'), width: 1, size: 4 } };
    return [
        { ...line, grid: { show: false }, space: TICK_PX, size: 34,
            values: (_, ticks) => ticks.map((at) => month(dayOf(at).slice(0, 7), currentLanguage())) },
        { ...line, size: 64, label: unit, labelFont: FONT, labelSize: 20,
            values: (_, ticks) => ticks.map((value) => number(value, currentLanguage())) },
    ];
}

/** A band lets the other one be seen: two hexadecimal digits behind the six of its colour. */
const BAND_OPACITY = '2b';

function strokeOf({ tone, dash, points, isEdge }) {
    if (isEdge) return { stroke: colour(tone), width: 0.5, points: { show: false } };
    return { stroke: colour(tone), width: 2.25, dash: DASHES[dash ?? 'solid'], spanGaps: false,
        points: { show: points ?? false, size: 6, fill: colour(tone) } };
}

/** The edges of each band are lines of their own: the lower one, then the upper one. */
function edgesOf(series) {
    return series.filter(({ band }) => band).flatMap(({ tone, band }) =>
        [band.low, band.high].map((values) => ({ tone, values, isEdge: true })));
}

/** Fills between the edges, which are the last series. */
function bandsOf(lines) {
    const first = lines.findIndex(({ isEdge }) => isEdge);
    return lines.flatMap(({ tone, isEdge }, at) => (isEdge && (at - first) % 2 === 0
        ? [{ series: [at + 2, at + 1], fill: colour(tone) + BAND_OPACITY }] : []));
}

/** Limits are lines across, of the same length as the curves. */
function withLimits({ days, series, limits = [] }) {
    return [...series, ...limits.map((limit) => ({ ...limit, values: days.map(() => limit.value), isLimit: true })),
        ...edgesOf(series)];
}

function options(element, spec, lines, say) {
    return {
        width: Math.max(element.clientWidth, NARROWEST_PX), height: HEIGHT_PX,
        tzDate: (at) => globalThis.uPlot.tzDate(new Date(at * 1000), 'UTC'),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: (_, at) => (lines[at - 1]?.isEdge ? 0 : 8) } },
        scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.08] } },
        axes: axes(spec.unit),
        series: [{}, ...lines.map(strokeOf)],
        bands: bandsOf(lines),
        hooks: { setCursor: [(plot) => say(plot.cursor.idx)] },
    };
}

function key({ label, tone, dash }) {
    const line = svg('svg', { class: `key tone-${tone}`, viewBox: '0 0 28 8', 'aria-hidden': 'true' },
        svg('line', { x1: 0, y1: 4, x2: 28, y2: 4, 'stroke-dasharray': (DASHES[dash ?? 'solid']).join(' ') }));
    return h('li', {}, line, label);
}

/** What a series says at a day: its value, its band beside it. */
function saidAt(index, { label, values, band }) {
    const say = (value) => upToTwo(value ?? NaN, currentLanguage());
    const value = `${label} ${say(values[index])}`;
    return band ? `${value} (${t('chart.between', { low: say(band.low[index]), high: say(band.high[index]) })})` : value;
}

/**
 * `spec`: `days` (ISO, ascending), `series` [{ label, tone, dash, values, band? { low, high } }], `limits`
 * [{ label, tone, dash, value }], `unit` of the upright axis, `summary` said instead of the picture.
 */
export function curve(spec) {
    const lines = withLimits(spec);
    const canvas = h('div', { class: 'canvas', role: 'img', 'aria-label': spec.summary });
    const readout = h('p', { class: 'readout', 'aria-hidden': 'true' }, t('chart.hover'));
    const say = (index) => {
        const at = index === null || index === undefined ? undefined : spec.days[index];
        readout.textContent = at === undefined ? t('chart.hover') : [day(at, currentLanguage()),
            ...spec.series.map((each) => saidAt(index, each))].join(' · ');
    };
    const data = [spec.days.map(seconds), ...lines.map((line) => line.values.map((value) => value ?? null))];
    let plot;
    const fit = () => {
        if (canvas.clientWidth === 0) return;
        if (plot) plot.setSize({ width: Math.max(canvas.clientWidth, NARROWEST_PX), height: HEIGHT_PX });
        else plot = new globalThis.uPlot(options(canvas, spec, lines, say), data, canvas);
    };
    new ResizeObserver(fit).observe(canvas);
    // Paper does not wait for an observer: the panel tells when the canvas has its place.
    canvas.addEventListener('placed', fit);
    return [h('ul', { class: 'keys' }, lines.filter(({ isEdge }) => !isEdge).map(key)), canvas, readout];
}
