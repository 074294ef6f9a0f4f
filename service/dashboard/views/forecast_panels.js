// SPDX-License-Identifier: EUPL-1.2
// What a forecast comes to: the answer in words, fans over time, each doctor's worth, the skills. Each
// panel shows the office as it is, and the scenario beside it once one was simulated.
import { h } from '../app/dom.js';
import { cell, number, signed } from '../app/format.js';
import { currentLanguage, t, term } from '../app/i18n.js';
import { Panel } from '../app/panel.js';
import { BARS_MAX, bars, moreThanDrawn } from '../charts/bars.js';
import { curve } from '../charts/curve.js';
import { limitsOf } from './delay_panels.js';
import { endSentence, inflowSentence, limitSentence, skillName, trustSentence } from './forecast_sentence.js';

const PERCENTILES = ['p10', 'p50', 'p90'];
const say = (value) => number(value, currentLanguage());

/** `[name, result]` of what there is, today's first. */
const courses = ({ today, scenario }) => [['today', today], ...(scenario ? [['scenario', scenario]] : [])];

const MILESTONES = [
    { key: 'limit_on', kind: 'day', of: (result) => result.meets_limit_on },
    { key: 'limit_early', kind: 'day', of: (result) => result.meets_limit.p10 },
    { key: 'limit_late', kind: 'day', of: (result) => result.meets_limit.p90 },
    { key: 'limit_share', kind: 'share', of: (result) => result.meets_limit.share_reached },
    { key: 'target_on', kind: 'day', of: (result) => result.meets_target_on },
    { key: 'target_share', kind: 'share', of: (result) => result.meets_target.share_reached },
    { key: 'files_at_end', kind: 'count', of: (result) => result.weeks.at(-1)?.backlog.p50 },
    { key: 'overdue_at_end', kind: 'count', of: (result) => result.weeks.at(-1)?.overdue.p50 },
];

function answerPanel(load) {
    const write = (value, row) => cell(value, row.kind, currentLanguage());
    return new Panel({
        id: 'forecast-answer', wide: true, title: t('forecast.answer'), absent: t('forecast.none_yet'), load,
        draw: (data) => [
            h('p', { class: 'headline' }, limitSentence(data)),
            h('p', { class: 'headline-more' }, endSentence(data)),
            h('p', { class: 'lead' }, trustSentence(data.accuracy), ' ', inflowSentence(data.inflow))],
        data: (data) => ({
            columns: [{ key: 'name', label: t('column.figure'), kind: 'text' },
                ...courses(data).map(([name]) => ({ key: name, label: t(`forecast.${name}`), kind: 'count', write }))],
            rows: MILESTONES.map(({ key, kind, of }) => ({ name: t(`forecast_milestone.${key}`), kind,
                ...Object.fromEntries(courses(data).map(([name, result]) => [name, of(result)])) })),
        }),
    });
}

const FAN_STYLES = { today: { tone: 'second', dash: 'dashed' }, scenario: { tone: 'main' } };

/** The same week in every course, or nothing where hardly anything was decided. */
const bandsOf = (result, figure) => result.weeks.map((week) => week[figure] ?? {});

function fanSummary(data, figure) {
    const last = courses(data).map(([name, result]) => {
        const band = bandsOf(result, figure).findLast((each) => each.p50 !== undefined);
        return band && t('fan.last', { course: t(`forecast.${name}`), value: say(band.p50), low: say(band.p10), high: say(band.p90) });
    });
    return [t('fan.summary', { title: t(`fan.${figure}`), count: data.today.weeks.length, weeks: say(data.today.weeks.length) }),
        ...last.filter(Boolean)].join(' ');
}

function fan(data, figure, unit) {
    return curve({
        days: data.today.weeks.map((week) => week.on), unit, limits: data.limits,
        series: courses(data).map(([name, result]) => {
            const bands = bandsOf(result, figure);
            const [low, values, high] = PERCENTILES.map((key) => bands.map((band) => band[key]));
            return { label: t(`forecast.${name}`), ...FAN_STYLES[name], values, band: { low, high } };
        }),
        summary: fanSummary(data, figure),
    });
}

function fanRows(data, figure) {
    return data.today.weeks.map((week, at) => ({ on: week.on, ...Object.fromEntries(courses(data).flatMap(([name, result]) =>
        PERCENTILES.map((key) => [`${name}_${key}`, result.weeks[at]?.[figure]?.[key]]))) }));
}

/** One figure week by week: the middle course, eight in ten around it. */
function fanPanel(load, figure, kind, unit) {
    return new Panel({
        id: `forecast-${figure.replaceAll('_', '-')}`, title: t(`fan.${figure}`), lead: t('fan.lead'),
        absent: t('forecast.none_yet'), load, draw: (data) => fan(data, figure, unit),
        data: (data) => ({
            columns: [{ key: 'on', label: t('column.week'), kind: 'day' }, ...courses(data).flatMap(([name]) =>
                PERCENTILES.map((key) => ({ key: `${name}_${key}`, kind, label: t(`fan.column_${key}`, { course: t(`forecast.${name}`) }) })))],
            rows: fanRows(data, figure),
        }),
    });
}

/** The legal limit is a line across the delays. */
const withLimits = (load) => async () => {
    const answer = await load();
    return answer.ok ? { ok: true, data: { ...answer.data, limits: await limitsOf() } } : answer;
};

/** A difference is established when its interval leaves zero out. */
const isSure = ({ low, high }) => low !== undefined && (low > 0 || high < 0);

function effectRows({ marginal = [] }) {
    return marginal.map((effect, at) => ({
        name: t('effects.doctor', { kind: term('kind', effect.kind), n: say(at + 1) }), isSure: isSure(effect.backlog),
        mean: effect.backlog.mean, low: effect.backlog.low, high: effect.backlog.high,
        overdue: effect.overdue.mean, decided: effect.decided.mean }));
}

function effectTone(row) {
    if (!row.isSure) return 'still';
    return row.mean > 0 ? 'late' : 'main';
}

function effectText({ mean, low, high }) {
    const [middle, from, until] = [mean, low, high].map((value) => signed(value, currentLanguage()));
    return low === undefined ? middle : t('effects.interval', { mean: middle, low: from, high: until });
}

/** What each added doctor is worth beside the others. */
function effectsPanel(load) {
    const write = (value) => signed(value, currentLanguage());
    return new Panel({
        id: 'forecast-effects', wide: true, title: t('effects.title'), lead: t('effects.lead'), empty: t('effects.none'),
        absent: t('forecast.none_yet'), load,
        draw: (_, { rows }) => [bars({
            keys: [{ label: t('effects.sure'), tone: 'main' }, { label: t('effects.unsure'), tone: 'still' }],
            rows: rows.slice(0, BARS_MAX).map((row) => ({ label: row.name, text: effectText(row),
                parts: [{ value: Math.abs(row.mean), tone: effectTone(row) }] })),
            summary: t('effects.summary', { count: rows.length, doctors: say(rows.length), first: effectText(rows[0]) }) }),
        moreThanDrawn(rows)],
        data: (data) => ({
            columns: [{ key: 'name', label: t('column.doctor'), kind: 'text' },
                ...['mean', 'low', 'high', 'overdue', 'decided'].map((key) => ({ key, label: t(`effects.${key}`), kind: 'days', write }))],
            rows: effectRows(data),
        }),
    });
}

function skillRows(data) {
    const shown = data.scenario ?? data.today;
    return shown.skills.map((skill) => {
        const today = data.today.skills.find((each) => each.skill === skill.skill);
        return { name: skillName(skill.skill), isShort: skill.is_short, arriving: skill.arriving_minutes_per_week,
            waiting: skill.waiting_minutes, today: today?.offered_minutes_per_week, offered: skill.offered_minutes_per_week,
            used: skill.used_minutes_per_week, doctors: skill.doctors,
            short: t(skill.is_short ? 'value.true' : 'value.false') };
    }).sort((a, b) => b.arriving - a.arriving);
}

function shortage(rows) {
    const short = rows.filter((row) => row.isShort);
    return short.length === 0 ? t('skills_forecast.enough')
        : t('skills_forecast.short', { skills: short.map((row) => row.name).join(' ; ') });
}

/** Capacity against demand for each skill; shortages by name. */
function skillsPanel(load) {
    return new Panel({
        id: 'forecast-skills', wide: true, title: t('skills_forecast.title'), lead: t('skills_forecast.lead'),
        absent: t('forecast.none_yet'), load,
        draw: (_, { rows }) => [
            h('p', { class: 'statement' }, shortage(rows)),
            bars({
                keys: [{ label: t('skills_forecast.offered'), tone: 'calm' }, { label: t('skills_forecast.offered_short'), tone: 'late' },
                    { label: t('skills_forecast.arriving'), isMark: true }],
                rows: rows.slice(0, BARS_MAX).map((row) => ({ label: row.name, mark: row.arriving,
                    parts: [{ value: row.offered, tone: row.isShort ? 'late' : 'calm' }],
                    text: t('skills_forecast.text', { offered: say(row.offered), arriving: say(row.arriving) }) })),
                summary: shortage(rows) }),
            moreThanDrawn(rows)],
        data: (data) => ({
            columns: [
                { key: 'name', label: t('column.skill'), kind: 'text' },
                { key: 'arriving', label: t('skills_forecast.arriving'), kind: 'minutes' },
                { key: 'waiting', label: t('skills_forecast.waiting'), kind: 'minutes' },
                ...(data.scenario ? [{ key: 'today', label: t('skills_forecast.offered_today'), kind: 'minutes' }] : []),
                { key: 'offered', label: t('skills_forecast.offered'), kind: 'minutes' },
                { key: 'used', label: t('skills_forecast.used'), kind: 'minutes' },
                { key: 'doctors', label: t('doctors_by_kind.title'), kind: 'count' },
                { key: 'short', label: t('skills_forecast.is_short'), kind: 'text' }],
            rows: skillRows(data),
        }),
    });
}

/** `load` gives what forecast_sentence.js tells of, and each doctor's effect as `marginal`. */
export function forecastPanels(load) {
    return [
        answerPanel(load),
        fanPanel(load, 'backlog', 'count', t('unit.files')),
        fanPanel(load, 'overdue', 'count', t('unit.requests')),
        fanPanel(withLimits(load), 'median_days', 'days', t('unit.days')),
        fanPanel(withLimits(load), 'p90_days', 'days', t('unit.days')),
        effectsPanel(load),
        skillsPanel(load),
    ];
}
