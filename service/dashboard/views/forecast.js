// SPDX-License-Identifier: EUPL-1.2
// What other staff would change, and when: a question, its simulation under way, the answer.
import { get, officeToday, withQuery } from '../app/api.js';
import { h, refill } from '../app/dom.js';
import { number } from '../app/format.js';
import { currentLanguage, has, t, term } from '../app/i18n.js';
import { Operation } from '../app/operation.js';
import { token } from '../app/session.js';
import { forecastPanels } from './forecast_panels.js';
import { bodyOf, isAsked, questionForm, questionOf } from './forecast_question.js';
import { limitSentence } from './forecast_sentence.js';
import { trustPanels } from './forecast_trust.js';

const SPOKEN_EVERY_PERCENT = 25;

/** The last question of this tab and day, so that another language, or coming back, does not ask it anew. */
let kept;

function simulationOf(question, today) {
    const body = bodyOf(question);
    const key = `${token()} ${today} ${JSON.stringify(body)}`;
    if (kept?.key !== key) kept = { key, question, operation: new Operation('forecasts', body) };
    return kept;
}

const refusal = (reason) => t(has(`forecast_refusal.${reason}`) ? `forecast_refusal.${reason}` : `refusal.${reason}`);

/** What is said of an operation that is over without a result. */
function faultOf(answer) {
    if (!answer.ok) return refusal(answer.reason);
    return answer.data.state === 'cancelled' ? t('forecast.cancelled')
        : t('forecast.failed', { reason: term('forecast_reason', answer.data.reason) });
}

/** The line under the form: how far the simulation is, said every quarter, and the way to end it. */
class Progress {
    constructor(form, cancel) {
        this.form = form;
        this.bar = h('progress', { max: 100, value: 0, 'aria-label': t('forecast.progress') });
        this.button = h('button', { type: 'button', class: 'plain', onclick: cancel }, t('forecast.cancel'));
        this.words = h('p', { class: 'forecast-status', 'aria-live': 'polite' });
        this.line = h('div', { class: 'progress-line', hidden: true }, this.bar, this.button);
        this.element = h('div', { class: 'progress' }, this.words, this.line);
    }

    begin() {
        this.line.hidden = false;
        this.quarter = undefined;
        this.told(0);
    }

    told(percents) {
        this.bar.value = percents;
        const quarter = Math.floor(percents / SPOKEN_EVERY_PERCENT);
        if (quarter === this.quarter) return;
        this.quarter = quarter;
        this.say(t('forecast.running', { n: number(percents, currentLanguage()) }));
    }

    say(...words) {
        refill(this.words, words);
    }

    /** The button goes; the focus does not go with it. */
    end(...words) {
        if (document.activeElement === this.button) this.form.querySelector('[type=submit]').focus();
        this.line.hidden = true;
        this.say(words);
    }
}

/** One showing of the view: the forecast of today's staff, and the answer to the question once it is there. */
class Showing {
    constructor(question, today) {
        this.answer = undefined;
        this.simulation = undefined; // the one that this view follows
        this.form = questionForm(question, today, (fields) => this.ask(fields, today));
        this.progress = new Progress(this.form, () => this.cancel());
        this.panels = [...forecastPanels(() => this.load()), ...trustPanels()];
    }

    /** For the panels. */
    async load() {
        const standing = await get('forecasts');
        if (!this.answer) return standing;
        return { ok: true, data: { ...standing.data, ...this.answer } };
    }

    take({ question, operation }) {
        const { data } = operation.end;
        this.answer = { question, as_of: data.as_of, inflow: data.inflow, today: data.today, scenario: data.scenario,
            marginal: data.marginal, accuracy: data.accuracy };
    }

    /** The question of the form, which becomes the address; one that is under way is given up. */
    ask(fields, today) {
        if (this.simulation) {
            this.leave();
            this.simulation.operation.cancel();
        }
        history.pushState(null, '', `#/${withQuery('forecast', fields)}`);
        kept = undefined; // asked on purpose, it is asked anew
        this.run(simulationOf(questionOf(new URLSearchParams(fields), today), today));
    }

    async run(simulation) {
        this.simulation = simulation;
        this.progress.begin();
        const end = await simulation.operation.follow((percents) => this.progress.told(percents));
        if (end === undefined) return; // the view was left, or another question was asked
        this.simulation = undefined;
        if (end.data?.state !== 'done') {
            if (kept === simulation) kept = undefined;
            this.progress.end(h('strong', { class: 'late' }, faultOf(end)));
            return;
        }
        this.take(simulation);
        await Promise.all(this.panels.map((panel) => panel.refresh()));
        this.progress.end(t('forecast.done'), h('span', { class: 'spoken' }, ` ${limitSentence(this.answer)}`));
    }

    async cancel() {
        const answer = await this.simulation?.operation.cancel();
        if (answer?.ok === false && this.simulation) this.progress.say(t('forecast.not_cancelled'), ' ', refusal(answer.reason));
    }

    /** Nothing is asked for a view that is gone. */
    leave() {
        this.simulation?.operation.stop();
    }
}

export async function forecast(route) {
    const today = await officeToday();
    const question = questionOf(route.query, today);
    const showing = new Showing(question, today);
    if (isAsked(route.query)) {
        const simulation = simulationOf(question, today);
        if (simulation.operation.end?.data?.state === 'done') showing.take(simulation);
        else showing.run(simulation);
    }
    return {
        title: t('view.forecast'),
        intro: [h('p', { class: 'lead' }, t('forecast.lead')), showing.form, showing.progress.element],
        panels: showing.panels,
        leave: () => showing.leave(),
    };
}
