// SPDX-License-Identifier: EUPL-1.2
// The forecast view: its figures are the operation's, it is used by keyboard, cancelled, left, refused in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { day, longDay, number, signed } from '../../service/dashboard/app/format.js';
import { Reader, tableOf } from './browser.mjs';
import { AS_OF } from './service.mjs';
import { browser, known, service, setStage } from './stage.mjs';

const FROM = '2027-01-01'; // the first day of the month after next
const POLLS_MS = 10_000;
const fr = (value, digits = 0) => number(value, 'fr', digits);
const FANS = { 'forecast-backlog': 'backlog', 'forecast-overdue': 'overdue', 'forecast-median-days': 'median_days',
    'forecast-p90-days': 'p90_days' };
const SIMULATE = '.scenario button[type=submit]';

setStage();

/** A signed-in reader at the forecast, for one test. */
function atForecast(body, options = {}) {
    return async () => {
        const reader = await Reader.open(browser, service, options);
        try {
            await reader.signIn();
            await reader.view('/forecast');
            await body(reader, reader.page);
        } finally {
            await reader.close();
        }
    };
}

/** Presses the button and gives the finished operation, read from the API. */
async function simulate(reader) {
    const [begun] = await Promise.all([reader.page.waitForResponse((answer) =>
        answer.request().method() === 'POST' && answer.url().endsWith('/v1/forecasts')), reader.page.click(SIMULATE)]);
    const { id } = await begun.json();
    await reader.simulated();
    return { result: await service.get(`v1/operations/${id}`), asked: begun.request().postDataJSON() };
}

/** Rows of a fan's table as the API's weeks would be written. */
const fanRows = (figure, ...courses) => courses[0].weeks.map((week, at) => [day(week.on, 'fr'), ...courses.flatMap((course) =>
    ['p10', 'p50', 'p90'].map((key) => fr(course.weeks[at][figure]?.[key])))]);

test('before any question, today\u2019s staff alone', atForecast(async (reader, page) => {
    const [answer] = await Promise.all([page.waitForResponse(/v1\/forecasts$/), reader.view('/forecast')]);
    const { today } = await answer.json();
    const headline = await page.textContent('.headline');
    assert.match(headline, /^Avec l’effectif d’aujourd’hui, le délai légal/);
    if (today.meets_limit_on > AS_OF) assert.ok(headline.includes(longDay(today.meets_limit_on, 'fr')), headline);
    for (const [panel, figure] of Object.entries(FANS))
        assert.deepEqual((await tableOf(page, panel)).slice(1), fanRows(figure, today), panel);
    assert.match(await page.textContent('#forecast-effects'), /Simulez l’arrivée/);
    assert.equal(await page.inputValue('[name=from]'), FROM);
    assert.equal(await page.inputValue('[name=minutes]'), '420');
}));

test('the answer is the operation\u2019s: sentence, curves, effects, skills', atForecast(async (reader, page) => {
    for (const [name, value] of [['titular', 3], ['sessional', 1], ['arrivals', 90]]) await page.fill(`[name=${name}]`, String(value));
    await page.fill('[name=minutes]', '600');
    const { result, asked } = await simulate(reader);
    assert.deepEqual(asked, { horizon_days: 365, inflow_factor: 0.9, doctors_added: [{ kind: 'titular', count: 3, from: FROM },
        { kind: 'sessional', count: 1, from: FROM, minutes_per_week: 600 }] });
    assert.equal(result.state, 'done');

    const headline = await page.textContent('.headline');
    for (const { meets_limit_on: on, why_never: why } of [result.today, result.scenario]) {
        if (on > AS_OF) assert.ok(headline.includes(longDay(on, 'fr')), headline);
        if (why?.verdict === 'capacity_below_demand') assert.ok(headline.includes(fr(why.capacity_minutes_per_week)), headline);
        if (why?.projected_on) assert.ok(headline.includes(longDay(why.projected_on, 'fr')), headline);
    }
    const last = result.scenario.weeks.at(-1).backlog;
    const end = await page.textContent('.headline-more');
    for (const value of [last.p10, last.p50, last.p90, result.today.weeks.at(-1).backlog.p50]) assert.ok(end.includes(fr(value)), end);

    for (const [panel, figure] of Object.entries(FANS))
        assert.deepEqual((await tableOf(page, panel)).slice(1), fanRows(figure, result.today, result.scenario), panel);
    assert.deepEqual((await tableOf(page, 'forecast-effects')).slice(1).map((row) => row.slice(1)),
        result.marginal.map(({ backlog, overdue, decided }) => [backlog.mean, backlog.low, backlog.high, overdue.mean, decided.mean]
            .map((value) => signed(value, 'fr'))));
    assert.equal(result.marginal.length, 4);
    const offered = (await tableOf(page, 'forecast-skills')).slice(1).map((row) => row[4]).sort();
    assert.deepEqual(offered, result.scenario.skills.map((skill) => fr(skill.offered_minutes_per_week)).sort());
    assert.deepEqual(await reader.allFaults(), []);
}));

test('the curves are drawn from the same weeks, band and all', atForecast(async (reader, page) => {
    await page.fill('[name=titular]', '2');
    const { result } = await simulate(reader);
    const canvas = page.locator('#forecast-backlog .u-over');
    await canvas.scrollIntoViewIfNeeded();
    const { width, height } = await canvas.boundingBox();
    await canvas.hover({ position: { x: width / 2, y: height / 2 } });
    const read = await page.textContent('#forecast-backlog .readout');
    const at = result.today.weeks.findIndex(({ on }) => read.startsWith(day(on, 'fr')));
    assert.ok(at > 0, read);
    for (const { weeks } of [result.today, result.scenario]) {
        const { p10, p50, p90 } = weeks[at].backlog;
        assert.ok(read.includes(`${fr(p50)} (${fr(p10)} à ${fr(p90)})`), read);
    }
}));

test('past forecasts are held against what happened, as the API has it', atForecast(async (reader, page) => {
    const [answer] = await Promise.all([page.waitForResponse(/v1\/forecasts\/backtest$/), reader.view('/forecast')]);
    const { forecasts, open_requests: accuracy, breach } = await answer.json();
    const weeks = forecasts.flatMap((forecast) => forecast.weeks);
    if (accuracy.weeks === 0) {
        assert.match(await page.textContent('#forecast-accuracy'), /On ne sait encore rien/);
        return;
    }
    const [, first] = await tableOf(page, 'forecast-accuracy');
    assert.equal(first[1], fr(accuracy.weeks));
    assert.equal(first[5], String(accuracy.mean_absolute_error_percent).replace('.', ','));
    const rows = (await tableOf(page, 'forecast-backtest')).slice(1);
    assert.deepEqual(rows.map((row) => row[5]), weeks.map((week) => fr(week.open_requests.observed)));
    const within = weeks.filter(({ open_requests: { p10, p90, observed } }) => observed >= p10 && observed <= p90).length;
    assert.equal(rows.filter((row) => row[6] === 'oui').length, within);
    if (breach.n > 0) assert.equal((await tableOf(page, 'forecast-breach')).length - 1, breach.bins.filter((bin) => bin.n > 0).length);
}));

test('by keyboard: sliders say their value, Enter simulates, the address can be sent', atForecast(async (reader, page) => {
    await page.getByLabel('Titulaires').focus();
    for (let count = 0; count < 7; ++count) await page.keyboard.press('ArrowRight');
    assert.equal(await page.getAttribute('#forecast-titular', 'aria-valuetext'), '7 médecins');
    assert.equal(await page.textContent('.slider:has(#forecast-titular) .slider-value'), '7 médecins');
    await page.keyboard.press('Enter');
    await reader.simulated();
    assert.match(await page.textContent('.forecast-status'), /Simulation terminée\. Avec 7 médecins titulaires de plus/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'forecast-titular', 'the focus stays');

    const asked = reader.requests.filter((url) => url.endsWith('/v1/forecasts')).length;
    await reader.redraw(() => page.getByRole('button', { name: 'English' }).click());
    assert.match(await page.textContent('.headline'), /^With 7 more titular doctors from 1 January 2027, /);
    assert.equal(reader.requests.filter((url) => url.endsWith('/v1/forecasts')).length, asked + 1, 'another language asks no simulation');

    const other = await Reader.open(browser, service);
    await other.signIn();
    await other.view(new URL(page.url()).hash.slice(1));
    await other.simulated();
    assert.match(await other.page.textContent('.headline'), /^Avec 7 médecins titulaires de plus à partir du 1er janvier 2027, /);
    await other.close();
}));

/** An operation that never ends by itself; `over` once it was cancelled. */
async function endless(page, { cancelled = { status: 200, json: {} }, state: first = 'running' } = {}) {
    const seen = { asked: 0, cancelled: 0 };
    const operation = (state) => ({ json: { id: '0000000000000000', kind: 'forecast', state, progress_percent: 30,
        reason: 'interrupted' } });
    await page.route(/\/v1\/forecasts$/, (route) => (route.request().method() === 'POST'
        ? route.fulfill({ ...operation('pending'), status: 202 }) : route.continue()));
    await page.route(/\/v1\/operations\/0{16}$/, (route) => {
        if (route.request().method() === 'DELETE') {
            seen.cancelled += 1;
            return route.fulfill(cancelled);
        }
        seen.asked += 1;
        return route.fulfill(operation(seen.cancelled > 0 && cancelled.status === 200 ? 'cancelled' : first));
    });
    return seen;
}

const status = (page, words) => page.waitForFunction(([pattern]) =>
    new RegExp(pattern).test(document.querySelector('.forecast-status').textContent), [words]);

test('a simulation says how far it is, and is cancelled by keyboard', atForecast(async (reader, page) => {
    const seen = await endless(page);
    await page.click(SIMULATE);
    await status(page, 'Simulation en cours\\s: 30\\s%');
    assert.equal(await page.getAttribute('.forecast-status', 'aria-live'), 'polite');
    assert.equal(await page.evaluate(() => document.querySelector('.progress progress').value), 30);
    await page.getByRole('button', { name: 'Annuler la simulation' }).focus();
    await page.keyboard.press('Enter');
    await status(page, 'Simulation annulée');
    assert.equal(seen.cancelled, 1);
    assert.equal(await page.evaluate(() => document.activeElement.type), 'submit', 'the focus is not lost with the button');
    assert.match(await page.textContent('.headline'), /^Avec l’effectif/, 'what was there before stays');
}));

test('a new question ends the one under way', atForecast(async (reader, page) => {
    const seen = await endless(page);
    await page.click(SIMULATE);
    await status(page, '30');
    await Promise.all([page.waitForRequest((request) => request.method() === 'DELETE'), page.click(SIMULATE)]);
    await status(page, 'annulée'); // the second one too: this service knows one operation only
    assert.equal(seen.cancelled, 1);
}));

test('a view that was left asks no more, and takes up again where it was', atForecast(async (reader, page) => {
    await page.clock.install();
    const seen = await endless(page);
    await page.click(SIMULATE);
    await status(page, '30');
    await reader.view('/queue');
    const before = seen.asked;
    await page.clock.runFor(POLLS_MS);
    assert.equal(seen.asked, before);
    const [again] = await Promise.all([page.waitForRequest(/operations/), reader.redraw(() => page.goBack())]);
    assert.equal(again.method(), 'GET', 'the simulation goes on, it is not begun anew');
    assert.equal(seen.cancelled, 0);
}));

test('what goes wrong is said in words, and the forecast of today stays', atForecast(async (reader, page) => {
    const refuse = (code) => page.route(/\/v1\/forecasts$/, (route) => (route.request().method() === 'POST'
        ? route.fulfill({ status: code, json: { title: 'no' } }) : route.continue()));
    for (const [code, words] of [[403, 'ne permet pas'], [422, 'vérifiez les minutes'], [429, 'occupé'], [500, 'n’a pas pu répondre']]) {
        await refuse(code);
        await page.click(SIMULATE);
        await status(page, words);
        await page.unroute(/\/v1\/forecasts$/);
    }
    await endless(page, { state: 'failed' });
    await page.click(SIMULATE);
    await status(page, 'le service a redémarré');
    const seen = await endless(page, { cancelled: { status: 403, json: {} } });
    await page.click(SIMULATE);
    await status(page, '30');
    await page.click('.progress-line button');
    await status(page, 'La simulation continue. Votre jeton ne permet pas');
    assert.equal(seen.cancelled, 1);
    assert.match(await page.textContent('.headline'), /^Avec l’effectif/);
}));

test('odd words in the address are as good as absent', atForecast(async (reader, page) => {
    await reader.view(`/forecast?titular=${encodeURIComponent('<b>')}&sessional=99&from=2027-02-31&horizon=constructor&arrivals=-5&minutes=1e9`);
    await reader.simulated();
    const fields = await page.evaluate(() => Object.fromEntries(new FormData(document.querySelector('.scenario'))));
    assert.deepEqual(fields, { titular: '0', sessional: '12', supervised: '0', arrivals: '100', from: FROM, minutes: '420', horizon: '365' });
    assert.deepEqual(await reader.allFaults(), []);
}));

test('a file\u2019s page has its outlook, in the words of the API', atForecast(async (reader, page) => {
    for (const id of [known.suspended, known.hostile]) {
        const [answer] = await Promise.all([page.waitForResponse(/\/outlook$/), reader.view(`/files/${id}`)]);
        const { text, files_before: before, window, notes } = await answer.json();
        assert.equal(await page.textContent('#file-outlook .statement'), text);
        const facts = await page.textContent('#file-outlook .facts');
        if (before !== undefined) assert.ok(facts.includes(fr(before)), facts);
        if (window) assert.ok(facts.includes(window.text), facts);
        assert.deepEqual(await page.$$eval('#file-outlook .notes li', (all) => all.map((each) => each.textContent)), notes.map((note) => note.text));
    }
}));
