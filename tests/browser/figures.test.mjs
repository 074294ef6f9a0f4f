// SPDX-License-Identifier: EUPL-1.2
// The page's figures are the API's; its CSV are its tables; a small group is not shown.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { day, month, number, percent } from '../../service/dashboard/app/format.js';
import { termWords } from '../../service/dashboard/text/terms.js';
import { Reader, tableOf } from './browser.mjs';
import { AS_OF, SMALL_SECTOR } from './service.mjs';
import { browser, known, service, setStage } from './stage.mjs';

const GAUGES_WITHIN_MS = 120_000; // of this program's life
const NARROW = '\u202f';
let reader;
let page;

setStage(async () => {
    reader = await Reader.open(browser, service);
    page = reader.page;
    await reader.signIn();
});

/** The figure in a French text: spaces and units away, the comma a point. */
const figure = (text) => Number(text.replace(/\u2212/g, '-').replace(/[^\d,-]/g, '').replace(',', '.'));
const texts = (selector) => page.$$eval(selector, (all) => all.map((each) => each.textContent));
const fr = (value, digits = 0) => number(value, 'fr', digits);

test('the headline and its tiles', async () => {
    await reader.view('/');
    const { groups: [{ files, requests, overdue, expected_minutes: minutes }] } = await service.get('v1/statistics/backlog');
    const headline = await page.textContent('.headline');
    for (const part of [fr(files), fr(overdue), fr(requests), percent(overdue / requests, 'fr')]) assert.ok(headline.includes(part), part);
    const [first, second, , fourth] = await texts('.tile-value');
    assert.deepEqual([figure(first), figure(second), figure(fourth)], [files, overdue, Math.round(minutes / 60)]);
});

test('the median wait and the comparison are the statistics\u2019', async () => {
    await reader.view('/');
    const times = await service.get(`v1/statistics/processing-times?from=2025-12-01&until=${AS_OF}&clock=citizen`);
    const { median_days: median } = times.groups[0].kaplan_meier;
    const { groups: ages } = await service.get('v1/statistics/backlog?group_by=age');
    const all = ages.reduce((sum, group) => sum + group.requests, 0);
    const waited = figure((await texts('.tile-value'))[2]);
    if (median === undefined) {
        // Not reached: then half of those that wait are at least so old.
        const atLeast = (days) => ages.filter((group) => parseInt(group.key.age, 10) >= days)
            .reduce((sum, group) => sum + group.requests, 0);
        assert.ok(atLeast(waited) >= all / 2 && atLeast(waited + 1) < all / 2, `${waited} days`);
    } else {
        assert.equal(waited, median);
    }
    const change = await service.get(`v1/statistics/delay-reduction?clock=citizen&from=2025-12-01&until=${AS_OF}`
        + '&baseline_from=2024-12-01&baseline_until=2025-11-30');
    const { value, low, high } = change.difference.median_days;
    const isSure = high < 0 || low > 0;
    const sentence = await page.textContent('.headline-more');
    for (const end of [low, high]) assert.ok(sentence.includes(fr(end, String(end).split('.')[1]?.length ?? 0)), sentence);
    assert.match(sentence, isSure ? (value < 0 ? /de moins/ : /de plus/) : /aucune différence établie/);
});

const AGES = ['549+', '366-548', '181-365', '123-180', '91-122', '61-90', '31-60', '0-30'];
test('the age pyramid', async () => {
    await reader.view('/queue');
    const { groups } = await service.get('v1/statistics/backlog?group_by=age');
    const of = (age) => groups.find((group) => group.key.age === age) ?? { requests: 0, overdue: 0 };
    assert.deepEqual((await texts('#age-pyramid .pyramid-side.right')).map(figure), AGES.map((age) => of(age).overdue));
    assert.deepEqual((await texts('#age-pyramid .pyramid-side.left')).map(figure),
        AGES.map((age) => of(age).requests - of(age).overdue));
});

test('the due calendar, the steps, the backlog by right', async () => {
    await reader.view('/queue');
    for (const [panel, dimension, column] of [['due-calendar', 'due', 'files'], ['funnel', 'state', 'files'],
        ['backlog-by-right', 'right', 'requests'], ['backlog-by-sector', 'sector', 'requests'], ['backlog-by-nature', 'nature', 'requests']]) {
        const { groups } = await service.get(`v1/statistics/backlog?group_by=${dimension}`);
        const [, ...rows] = await tableOf(page, panel);
        const place = column === 'files' ? 1 : 2;
        // Grouped by state, what is closed is counted too; it does not wait.
        const open = groups.filter((group) => !['notified', 'withdrawn'].includes(group.key.state)).map((group) => group[column]);
        assert.deepEqual(rows.map((row) => figure(row[place])).filter(Boolean).sort(), open.filter(Boolean).sort(), panel);
    }
});

test('delays by right are the statistics\u2019 to the last digit', async () => {
    await reader.view('/delays?clock=barometer');
    const { groups } = await service.get(
        `v1/statistics/processing-times?from=2025-12-01&until=${AS_OF}&clock=barometer&group_by=right`);
    const [, ...rows] = await tableOf(page, 'delays-by-right');
    const shown = new Map(rows.map((row) => [row[0], row]));
    for (const group of groups.filter((each) => each.n > 0)) {
        const row = shown.get(termWords[`right.${group.key.right}`].fr);
        assert.deepEqual(row.slice(3, 7).map(figure), [group.n, group.median_days, group.p90_days, group.mean_days], row[0]);
        assert.equal(row[7], percent(group.within_limit_share, 'fr'));
    }
    assert.ok(groups.some((group) => group.n > 0), 'there is something to compare');
});

test('the flow closes where the backlog stands', async () => {
    await reader.view('/');
    const { groups: [{ requests }] } = await service.get('v1/statistics/backlog');
    const [, ...rows] = await tableOf(page, 'backlog-curve');
    assert.equal(figure(rows.at(-1).at(-1)), requests);
    for (const row of rows) {
        const [opening, received, reopened, decided, withdrawn, purged, closing] = row.slice(2).map(figure);
        assert.equal(opening + received + reopened - decided - withdrawn - purged, closing, row[0]);
    }
});

test('the page, the API and Prometheus agree', async () => {
    await reader.view('/');
    const { groups: [{ overdue }] } = await service.get('v1/statistics/backlog');
    const gauges = async () => [...(await service.get('metrics')).matchAll(/^echeance_requests_overdue\{[^}]*\} (\S+)$/gm)]
        .reduce((total, [, value]) => total + Number(value), 0);
    // The gauges are read from the store every few seconds.
    while (await gauges() !== overdue) assert.ok(performance.now() < GAUGES_WITHIN_MS, 'the gauges never say what the API says');
    assert.equal(figure((await texts('.tile-value'))[1]), overdue);
});

/** Rows of a French CSV, read by the rules of RFC 4180 and nothing of the page's code. */
function parse(text) {
    assert.ok(text.startsWith('\ufeff') && text.endsWith('\r\n'));
    const rows = [[]];
    for (const [, quoted, plain, end] of text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^;"\r\n]*))(;|\r\n)/g)) {
        rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
        if (end === '\r\n') rows.push([]);
    }
    return rows.slice(0, -1);
}

/** Does the cell show what the CSV has? */
function isSame(raw, shown) {
    const value = Number(raw.replace(',', '.'));
    const isNumber = raw !== '' && Number.isFinite(value);
    return shown === raw || (raw === '' && shown === '–') || shown === day(raw, 'fr') || shown === month(raw, 'fr')
        || (isNumber && (figure(shown) === value || shown === percent(value, 'fr')
            || (shown.endsWith('points') && Math.abs(figure(shown) - 100 * value) < 0.06)));
}

/** Downloads what each panel of a view offers, and gives the rows that were compared. */
async function compareView(one, path) {
    await one.view(path);
    if (path.startsWith('/forecast')) await one.simulated();
    const panels = await one.page.$$eval('.panel:has(.csv)', (all) => all.map((each) => each.id));
    let compared = 0;
    for (const panel of panels) {
        const [file] = await Promise.all([one.page.waitForEvent('download'), one.page.click(`#${panel} .csv`)])
            .catch((error) => { throw new Error(`${path} ${panel}`, { cause: error }); });
        assert.equal(file.suggestedFilename(), `echeance-${panel}.csv`);
        const rows = parse(await readFile(await file.path(), 'utf8'));
        const table = await tableOf(one.page, panel);
        assert.equal(rows.length, table.length, panel);
        rows.forEach((row, at) => row.forEach((raw, place) =>
            assert.ok(isSame(raw, table[at][place]), `${panel}: ${raw} is shown as ${table[at][place]}`)));
        compared += rows.length;
    }
    return compared;
}

test('every CSV parses and equals its table', async () => {
    let compared = 0;
    for (const path of ['/', '/delays', '/queue', '/capacity', '/forecast?titular=2', '/files', `/files/${known.suspended}`, '/doctors', '/doctors/M02']) {
        // Chromium drops a page's eleventh download in a row, so each view has a page of its own.
        const one = await Reader.open(browser, service);
        await one.signIn();
        compared += await compareView(one, path);
        assert.deepEqual(await one.allFaults(), []);
        await one.close();
    }
    assert.ok(compared > 100);
});

test('a group under five is shown as such to those who may not know more', async () => {
    const rowFor = async (one) => {
        await one.view('/delays');
        return (await tableOf(one.page, 'delays-by-sector')).find(([sector]) => sector === SMALL_SECTOR);
    };
    assert.match((await rowFor(reader))[3], /^[1-4]$/, 'an administrator sees it');

    const guest = await Reader.open(browser, service);
    await guest.signIn(service.makeToken('direction', 'statistics:read'));
    const [, , , n, ...figures] = await rowFor(guest);
    assert.equal(n, `<${NARROW}5`);
    assert.deepEqual(new Set(figures), new Set(['–']));
    await guest.close();
});
