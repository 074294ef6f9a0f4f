// SPDX-License-Identifier: EUPL-1.2
// What the doctors can do in the coming weeks against what waits and what arrives.
import { all, get } from '../app/api.js';
import { h } from '../app/dom.js';
import { day, hours, number, percent } from '../app/format.js';
import { currentLanguage, t, term } from '../app/i18n.js';
import { Panel } from '../app/panel.js';
import { bars } from '../charts/bars.js';

const WEEKS = 13;
const DOCTOR_STATES = ['working', 'absent', 'not_yet', 'gone'];
const say = (value) => number(value, currentLanguage());
const load = () => get('statistics/capacity', { weeks: WEEKS });

/** How long the backlog is in weeks of capacity, and whether it grows. */
function balance({ weeks, demand }) {
    const mean = weeks.reduce((sum, week) => sum + week.capacity_minutes, 0) / weeks.length;
    const arriving = demand.received_minutes_per_week;
    const written = { backlog: hours(demand.backlog_minutes, currentLanguage()),
        capacity: hours(mean, currentLanguage()), received: hours(arriving, currentLanguage()) };
    if (mean <= 0) return t('capacity.none', written);
    if (mean <= arriving) return t('capacity.grows', written);
    const count = Math.ceil(demand.backlog_minutes / (mean - arriving));
    return t('capacity.clears', { ...written, count, weeks: say(count) });
}

function weeksChart(answer) {
    const { weeks, demand } = answer;
    return [
        h('p', { class: 'statement' }, balance(answer)),
        bars({
            keys: [{ label: t('capacity.used'), tone: 'main' }, { label: t('capacity.free'), tone: 'pale' },
                { label: t('capacity.demand'), isMark: true }],
            rows: weeks.map((week) => ({ label: day(week.from, currentLanguage()), mark: demand.received_minutes_per_week,
                text: hours(week.capacity_minutes, currentLanguage()),
                parts: [{ value: week.used_minutes, tone: 'main' },
                    { value: Math.max(week.capacity_minutes - week.used_minutes, 0), tone: 'pale' }] })),
            summary: balance(answer) }),
    ];
}

function weeksPanel() {
    return new Panel({
        id: 'capacity-weeks', wide: true, title: t('capacity.title'), lead: t('capacity.lead'), load, draw: weeksChart,
        data: ({ weeks, demand }) => ({
            columns: [
                { key: 'from', label: t('column.week'), kind: 'day' },
                { key: 'capacity', label: t('column.capacity'), kind: 'minutes' },
                { key: 'used', label: t('column.used'), kind: 'minutes' },
                { key: 'received', label: t('column.received_minutes'), kind: 'minutes' },
                ...(weeks[0]?.kinds ?? []).map(({ kind }) => ({ key: kind, label: term('kind', kind), kind: 'minutes' }))],
            rows: weeks.map((week) => ({ from: week.from, capacity: week.capacity_minutes, used: week.used_minutes,
                received: demand.received_minutes_per_week,
                ...Object.fromEntries(week.kinds.map((each) => [each.kind, each.capacity_minutes])) })),
        }),
    });
}

/** Weeks that the doctors with a skill would need for what waits for it, if they did nothing else. */
function skillsPanel() {
    const weeks = (row) => (row.capacity > 0 ? row.minutes / row.capacity : null);
    const needed = (row) => (weeks(row) === null ? t('skills.nobody')
        : t('skills.weeks', { count: Math.ceil(weeks(row)), weeks: say(Math.ceil(weeks(row))) }));
    return new Panel({
        id: 'capacity-by-skill', wide: true, title: t('skills.title'), lead: t('skills.lead'), load,
        draw: (_, { rows }) => bars({
            rows: rows.map((row) => ({ label: row.skill, text: needed(row),
                parts: [{ value: weeks(row) ?? Math.max(1, ...rows.map((other) => weeks(other) ?? 0)),
                    tone: weeks(row) === null ? 'late' : 'main' }] })),
            summary: rows.map((row) => `${row.skill}${t('skills.colon')}${needed(row)}`).join(' ; ') }),
        data: ({ skills }) => ({
            columns: [
                { key: 'skill', label: t('column.skill'), kind: 'text' },
                { key: 'files', label: t('column.files'), kind: 'count' },
                { key: 'minutes', label: t('column.minutes'), kind: 'minutes' },
                { key: 'doctors', label: t('doctors_by_kind.title'), kind: 'count' },
                { key: 'capacity', label: t('column.capacity_a_week'), kind: 'minutes' }],
            rows: skills.filter(({ files }) => files > 0).map((each) => ({ skill: term('skill', each.skill), files: each.files,
                minutes: each.backlog_minutes, doctors: each.doctors, capacity: each.capacity_minutes_per_week })),
        }),
    });
}

function doctorsPanel() {
    return new Panel({
        id: 'doctors-by-kind', title: t('doctors_by_kind.title'), lead: t('doctors_by_kind.lead'), load,
        data: ({ kinds }) => ({
            columns: [{ key: 'kind', label: t('column.kind'), kind: 'text' },
                ...DOCTOR_STATES.map((key) => ({ key, label: t(`doctor_state.${key}`), kind: 'count' }))],
            rows: kinds.map(({ kind, doctors }) => ({ kind: term('kind', kind), ...doctors })),
        }),
    });
}

function unassignablePanel() {
    return new Panel({
        id: 'unassignable', title: t('unassignable.title'), lead: t('unassignable.lead'), empty: t('unassignable.none'), load,
        draw: (_, { rows }) => bars({
            rows: rows.map((row) => ({ label: row.name, parts: [{ value: row.files, tone: 'late' }], text: say(row.files) })),
            summary: t('unassignable.summary', { files: say(rows.reduce((sum, row) => sum + row.files, 0)) }) }),
        data: ({ unassignable }) => ({
            columns: [{ key: 'name', label: t('column.reason'), kind: 'text' }, { key: 'files', label: t('column.files'), kind: 'count' }],
            rows: unassignable.filter(({ files }) => files > 0)
                .map(({ reason, files }) => ({ name: term('rule', reason), files })),
        }),
    });
}

/** Where no statistics of capacity are to be had, the week in hand tells something: each doctor's. */
function weekPanel() {
    return new Panel({
        id: 'this-week', wide: true, title: t('this_week.title'), lead: t('this_week.lead'),
        load: () => all(get('doctors', { limit: 500 })),
        draw: (_, { rows }) => {
            const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
            const share = total('capacity') === 0 ? 0 : (total('held') + total('spent')) / total('capacity');
            return h('p', { class: 'statement' }, t('this_week.statement', { doctors: say(rows.length),
                capacity: hours(total('capacity'), currentLanguage()), share: percent(share, currentLanguage()) }));
        },
        data: ([{ doctors }]) => ({
            columns: [
                { key: 'id', label: t('column.doctor'), kind: 'text', href: (row) => `#/doctors/${encodeURIComponent(row.id)}` },
                { key: 'kind', label: t('column.kind'), kind: 'text' },
                { key: 'capacity', label: t('column.capacity'), kind: 'minutes' },
                { key: 'held', label: t('column.held'), kind: 'minutes' },
                { key: 'spent', label: t('column.spent'), kind: 'minutes' }],
            rows: doctors.map((doctor) => ({ id: doctor.id, kind: term('kind', doctor.kind),
                capacity: doctor.week?.capacity_minutes ?? 0, held: doctor.week?.held_minutes ?? 0,
                spent: doctor.week?.spent_minutes ?? 0 })),
        }),
    });
}

export async function capacity() {
    return { title: t('view.capacity'), panels: [weeksPanel(), skillsPanel(), doctorsPanel(), unassignablePanel(), weekPanel()] };
}
