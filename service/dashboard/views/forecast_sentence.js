// SPDX-License-Identifier: EUPL-1.2
// A forecast in plain sentences. What is shown: `{ question?, as_of, inflow, today, scenario?, accuracy? }`,
// without a question and a scenario where nothing was asked yet.
import { listed, longDay, number, percent, upToTwo } from '../app/format.js';
import { currentLanguage, t, term } from '../app/i18n.js';
import { KINDS } from './forecast_question.js';

const say = (value) => number(value, currentLanguage());
const sayDay = (day) => longDay(day, currentLanguage());
const list = (parts) => listed(parts, currentLanguage());

/** Skills of a file as people say them: `hearing+vision`; without any, the stage of life. */
export const skillName = (code) => (code === 'adult' || code === 'child' ? t(`forecast_skill.${code}`)
    : list(code.split('+').map((skill) => term('skill', skill))));

/** Does the scenario differ from the office as it is? */
export const hasChanges = (question) => question.arrivals !== 100 || KINDS.some((kind) => question[kind] > 0);

function changes(question) {
    const added = KINDS.filter((kind) => question[kind] > 0).map((kind) => t(`forecast_added.${kind}`, {
        count: question[kind], n: say(question[kind]), minutes: say(question.minutes) }));
    const percents = question.arrivals - 100;
    return list([
        ...(added.length === 0 ? [] : [t('forecast.added_from', { doctors: list(added), from: sayDay(question.from) })]),
        ...(percents === 0 ? [] : [t(percents > 0 ? 'forecast.more_arrivals' : 'forecast.fewer_arrivals', { n: say(Math.abs(percents)) })])]);
}

/** Which of the texts a result is: met now or later, or why never. */
function caseOf({ meets_limit_on: on, why_never: why }, asOf) {
    if (on !== undefined) return on <= asOf ? 'now' : 'later';
    if (why?.verdict === 'shrinks_too_slowly') return why.projected_on ? 'projected' : 'shrinks_too_slowly';
    return why?.verdict ?? 'beyond';
}

const isMet = (result) => result.meets_limit_on !== undefined;

/** `set` is `forecast_limit` for a whole clause, `forecast_beside` for one that stands after it. */
function clause(set, result, asOf, neither = '') {
    const { why_never: why = {} } = result;
    return t(`${set}.${caseOf(result, asOf)}`, {
        on: sayDay(result.meets_limit_on), projected: sayDay(why.projected_on), neither,
        capacity: say(why.capacity_minutes_per_week), demand: say(why.demand_minutes_per_week),
        skills: list((why.skills ?? []).map(skillName)) });
}

/** When the legal limit would be kept, with what was asked for and as things are. */
export function limitSentence({ question, as_of: asOf, today, scenario }) {
    if (!scenario) return t('forecast.as_it_is', { limit: clause('forecast_limit', today, asOf) });
    if (!hasChanges(question)) return t('forecast.unchanged', { limit: clause('forecast_limit', today, asOf) });
    const neither = !isMet(scenario) && !isMet(today) ? t('forecast.neither') : '';
    return t(question.arrivals === 100 ? 'forecast.against_staff' : 'forecast.against_nothing', {
        changes: changes(question), limit: clause('forecast_limit', scenario, asOf),
        beside: clause('forecast_beside', today, asOf, neither) });
}

/** How many files would wait when the forecast ends. */
export function endSentence({ today, scenario }) {
    const last = (scenario ?? today).weeks.at(-1);
    if (!last) return '';
    const { p10, p50, p90 } = last.backlog;
    const values = { count: p50, on: sayDay(last.on), files: say(p50), low: say(p10), high: say(p90) };
    const beside = scenario && today.weeks.at(-1)?.backlog.p50;
    return beside === undefined ? t('forecast.end', values) : t('forecast.end_beside', { ...values, beside: say(beside) });
}

/** How far past forecasts were right. */
export function trustSentence(accuracy) {
    if (!accuracy || accuracy.open_requests.weeks === 0) return t('forecast.no_past');
    const { weeks, coverage, mean_absolute_error_percent: error } = accuracy.open_requests;
    return t('forecast.past', { count: weeks, weeks: say(weeks), coverage: percent(coverage, currentLanguage()),
        error: upToTwo(error, currentLanguage()) });
}

/** What the arrivals rest on. */
export function inflowSentence({ files_per_year: files, observed_days: days }) {
    return t(days > 0 ? 'forecast.inflow' : 'forecast.inflow_flat', { count: days, days: say(days), files: say(files) });
}
