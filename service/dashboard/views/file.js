// SPDX-License-Identifier: EUPL-1.2
// One file: its facts, its clocks against the calendar, every request for documents, its history.
import { get, officeToday, segment } from '../app/api.js';
import { h } from '../app/dom.js';
import { addDays, day, instant, number } from '../app/format.js';
import { currentLanguage, t, term } from '../app/i18n.js';
import { Panel } from '../app/panel.js';
import { timeline } from '../charts/timeline.js';
import { outlook } from './outlook.js';

const say = (text) => day(text, currentLanguage());
const days = (count) => t('days', { count: Math.abs(count), days: number(Math.abs(count), currentLanguage()) });

function clockName(clock) {
    return clock.right ? t('clock.of_right', { right: term('right', clock.right), clock: term('clock', clock.clock) })
        : t('clock.of_file', { clock: term('clock', clock.clock) });
}

function clockState(clock) {
    if (clock.remaining_days === undefined) return term('clock_state', clock.state);
    if (clock.remaining_days < 0) return t('clock.late_by', { days: days(clock.remaining_days) });
    return t('clock.left', { days: days(clock.remaining_days) });
}

/** Beside a legal clock stands the article that sets its limit. */
function clockText(clock) {
    return clock.clock === 'legal' && clock.rule ? `${clockState(clock)} · ${clock.rule.reference}` : clockState(clock);
}

/** The text of law by its name; targets of the house are named in the reader's language. */
function ruleText({ rule }) {
    if (!rule) return undefined;
    const reference = term('reference', rule.reference.replaceAll(' ', '_'));
    return t('clock.rule', { id: rule.id, version: number(rule.version, currentLanguage()),
        reference: reference.startsWith('reference.') || reference === rule.reference.replaceAll(' ', '_') ? rule.reference : reference });
}

const stillText = (clock) => clock.not_counted.map(({ from, until }) =>
    t('clock.interval', { from: say(from), until: say(until) })).join(' ; ') || undefined;

/** The days of an interval in time, and those from the day after the last one in time. */
function partedAt(due, { from, until }) {
    const late = due === undefined ? until : addDays(due, 1);
    return [{ from, until: late < until ? late : until, tone: 'calm' }, { from: late > from ? late : from, until, tone: 'late' }]
        .filter((part) => part.from < part.until);
}

function clockLine(clock) {
    const counted = clock.counted.flatMap((each) => partedAt(clock.due_on, each));
    return {
        label: clockName(clock), due: clock.due_on, late: clock.state === 'breached', text: clockText(clock),
        intervals: [...counted, ...clock.not_counted.map((each) => ({ ...each, tone: 'still' }))],
    };
}

function facts(file) {
    const fact = (name, value) => (value === undefined ? null : h('div', {}, h('dt', {}, t(`fact.${name}`)), h('dd', {}, value)));
    return h('dl', { class: 'facts' },
        fact('state', file.suspended ? t('file.state_suspended', { state: term('state', file.state) }) : term('state', file.state)),
        fact('due_on', file.due_on && say(file.due_on)),
        fact('delay', file.overdue ? h('strong', { class: 'late' }, t('file.late')) : t('file.on_time')),
        fact('effective_due_on', file.effective_due_on && say(file.effective_due_on)),
        fact('filed_on', say(file.filed_on)),
        fact('complete_on', file.complete_on && say(file.complete_on)),
        fact('stage', term('stage', file.stage)),
        fact('sector', file.sector),
        fact('procedure', file.urgency_reason
            ? t('fact.urgent', { reason: term('urgency', file.urgency_reason) }) : term('procedure', file.procedure)),
        fact('doctor', file.assignment
            && h('a', { href: `#/doctors/${segment(file.assignment.doctor)}` }, file.assignment.doctor)),
        fact('round', file.round > 1 ? number(file.round, currentLanguage()) : undefined),
        fact('id', file.id));
}

function requestsTable(file) {
    return {
        columns: [
            { key: 'right', label: t('column.right'), kind: 'text' }, { key: 'nature', label: t('column.nature'), kind: 'text' },
            { key: 'ends', label: t('column.right_ends_on'), kind: 'day' },
            { key: 'decision', label: t('column.decision'), kind: 'text' },
            { key: 'decided', label: t('column.decided_on'), kind: 'day' }],
        rows: file.requests.map((request) => ({
            right: term('right', request.right), nature: term('nature', request.nature), ends: request.current_right_ends_on,
            decision: request.withdrawn ? t('file.withdrawn') : request.decision && term('decision', request.decision),
            decided: request.decided_on ?? request.withdrawn_on })),
    };
}

const clocksTable = ([{ clocks }]) => ({
    columns: [
        { key: 'name', label: t('column.clock'), kind: 'text' }, { key: 'start', label: t('column.start_on'), kind: 'day' },
        { key: 'due', label: t('column.due_on'), kind: 'day' }, { key: 'ended', label: t('column.ended_on'), kind: 'day' },
        { key: 'elapsed', label: t('column.elapsed'), kind: 'count' },
        { key: 'suspended', label: t('column.suspended'), kind: 'count' },
        { key: 'state', label: t('column.clock_state'), kind: 'text' }, { key: 'still', label: t('column.still'), kind: 'text' },
        { key: 'rule', label: t('column.rule'), kind: 'text' }],
    rows: clocks.map((clock) => ({ name: clockName(clock), start: clock.start_on, due: clock.due_on, ended: clock.ended_on,
        elapsed: clock.elapsed_days, suspended: clock.suspended_days, state: clockState(clock), still: stillText(clock),
        rule: ruleText(clock) })),
});

function clocksChart([{ clocks }, today]) {
    const begun = clocks.filter((clock) => clock.start_on !== undefined);
    const late = begun.filter((clock) => clock.state === 'breached').length;
    return timeline({ today, rows: begun.map(clockLine),
        summary: t('timeline.summary', { count: begun.length, late: number(late, currentLanguage()) }) });
}

const suspensionsTable = (file) => ({
    columns: [
        { key: 'asked', label: t('column.asked_on'), kind: 'day' }, { key: 'reason', label: t('column.reason'), kind: 'text' },
        { key: 'documents', label: t('column.documents'), kind: 'text' }, { key: 'limit', label: t('column.time_limit_on'), kind: 'day' },
        { key: 'received', label: t('column.received_on'), kind: 'day' }, { key: 'stops', label: t('column.stops'), kind: 'text' }],
    rows: file.suspensions.map((each) => ({ asked: each.asked_on, reason: term('reason', each.reason),
        documents: each.documents.join(', '), limit: each.time_limit_on, received: each.received_on,
        stops: each.indispensable ? t('suspension.stops') : t('suspension.stops_not') })),
});

/** What an event says beside its type: the parts of `data` that are words, days and figures. */
function detail(data) {
    return Object.entries(data).filter(([, value]) => typeof value !== 'object')
        .map(([key, value]) => t('detail.pair', { key: term('detail', key),
            value: /_on$|^on$/.test(key) ? say(value) : term('value', value) })).join(' · ');
}

const historyTable = ({ events }) => ({
    columns: [{ key: 'time', label: t('column.entered_at'), kind: 'text' }, { key: 'what', label: t('column.event'), kind: 'text' },
        { key: 'who', label: t('column.actor'), kind: 'text' }, { key: 'detail', label: t('column.detail'), kind: 'text' }],
    rows: events.map((event) => ({ time: instant(event.time, currentLanguage()),
        what: term('event', event.type.replace('fr.echeance.', '')), who: event.actor, detail: detail(event.data) })),
});

/** Who may evaluate the file; of the others, every rule that stands against them, in the service's words. */
function eligibility(path) {
    return new Panel({
        id: 'file-doctors', wide: true, title: t('file.doctors'), lead: t('file.doctors_lead'), absent: t('file.absent'),
        load: () => get(`${path}/eligible-doctors`),
        draw: ({ doctors, relaxations }) => {
            const able = doctors.filter((doctor) => doctor.eligible).length;
            const relaxed = (relaxations ?? []).map((rules) => rules.map((rule) => term('rule', rule)).join(' + ')).join(' ; ');
            return h('p', { class: 'statement' }, t('file.doctors_able', { count: able,
                able: number(able, currentLanguage()), all: number(doctors.length, currentLanguage()) }),
            relaxed ? ` ${t('file.doctors_relaxed', { rules: relaxed })}` : null);
        },
        data: ({ doctors }) => ({
            columns: [
                { key: 'doctor', label: t('column.doctor'), kind: 'text', href: (row) => `#/doctors/${segment(row.doctor)}` },
                { key: 'able', label: t('column.able'), kind: 'text' }, { key: 'why', label: t('column.why_not'), kind: 'text' }],
            rows: doctors.map(({ doctor, eligible, rules }) => ({ doctor, able: t(eligible ? 'value.true' : 'value.false'),
                why: rules.filter((rule) => !rule.passed).map((rule) => rule.text).join(' ') })),
        }),
    });
}

/** A file that waits for a doctor, or has just one. */
const isToEvaluate = (file) => file === undefined || ['queued', 'assigned'].includes(file.state);

export async function file(route) {
    const path = `files/${segment(route.id)}`;
    const load = () => get(path);
    const first = await load();
    return {
        title: t('view.file', { reference: first.ok ? first.data.reference : route.id }),
        back: { href: '#/files', text: t('view.files') },
        panels: [
            new Panel({ id: 'file-facts', wide: true, absent: t('file.absent'), title: t('file.facts'), load, draw: facts, data: requestsTable, open: true }),
            outlook(path),
            new Panel({ id: 'file-clocks', wide: true, title: t('file.clocks'), lead: t('file.clocks_lead'),
                load: async () => {
                    const answer = await load();
                    return answer.ok ? { ok: true, data: [answer.data, await officeToday()] } : answer;
                },
                draw: clocksChart, data: clocksTable }),
            new Panel({ id: 'file-suspensions', wide: true, title: t('file.suspensions'), lead: t('file.suspensions_lead'),
                empty: t('file.no_suspension'), load, data: suspensionsTable }),
            ...(isToEvaluate(first.data) ? [eligibility(path)] : []),
            new Panel({ id: 'file-history', wide: true, title: t('file.history'), lead: t('file.history_lead'),
                load: () => get(`${path}/history`), data: historyTable }),
        ],
    };
}
