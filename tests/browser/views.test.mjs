// SPDX-License-Identifier: EUPL-1.2
// Every view, in both languages, light and dark, before an accessibility engine and the policy.
import AxeBuilder from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reader } from './browser.mjs';
import { takePictures } from './pictures.mjs';
import { browser, known, service, setStage } from './stage.mjs';

const SCENARIO = '/forecast?titular=2&sessional=1&supervised=1&arrivals=90';
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

setStage();

const views = () => ['/', '/delays', '/queue', '/capacity', '/forecast', SCENARIO, '/files', `/files/${known.suspended}`, '/doctors', '/doctors/M02',
    '/definitions', '/accessibility', '/nowhere'];

async function violations(page) {
    const { violations: found } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    return found.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
}

/** What RGAA asks of every page and axe does not: one h1, a title of its own, no skipped heading. */
async function structure(page, language) {
    const found = await page.evaluate(() => ({
        language: document.documentElement.lang, title: document.title,
        headings: [...document.querySelectorAll('h1, h2, h3')].map((each) => Number(each.tagName[1])),
        firstOfMain: document.querySelector('main h1')?.textContent,
        pictures: [...document.querySelectorAll('[role=img]')].map((each) => each.getAttribute('aria-label')?.length > 20),
        folded: document.querySelectorAll('.panel [role=img]').length
            - [...document.querySelectorAll('.panel')].filter((each) => each.querySelector('[role=img]') && each.querySelector('table')).length,
    }));
    assert.equal(found.language, language);
    assert.equal(found.title, `${found.firstOfMain} · Échéance`);
    assert.equal(found.headings.filter((level) => level === 1).length, 1);
    found.headings.forEach((level, index) => assert.ok(index === 0 || level <= found.headings[index - 1] + 1));
    assert.ok(found.pictures.every(Boolean), 'each picture has its sentence');
    assert.equal(found.folded, 0, 'each picture has its table');
}

let simulations = Promise.resolve();

/** A view as it stands in the end. Simulations go one after the other: the service has room for few. */
async function open(reader, path) {
    if (path !== SCENARIO) {
        await reader.view(path);
        return;
    }
    const mine = simulations.then(async () => {
        await reader.view(path);
        await reader.simulated();
    });
    simulations = mine.catch(() => {});
    await mine;
    assert.match(await reader.page.textContent('.forecast-status'), /Simulation terminée|simulation is done/);
}

/** Opens each view and its tables, and judges it. */
async function judgeViews(t, language, scheme) {
    const reader = await Reader.open(browser, service, { language, scheme });
    await reader.visit();
    await t.test('sign in', async () => {
        assert.deepEqual(await violations(reader.page), []);
        await structure(reader.page, language);
    });
    await reader.signIn();
    for (const path of views()) {
        await t.test(path.replace(known.suspended, 'ID'), async () => {
            await open(reader, path);
            await reader.page.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
            assert.deepEqual(await violations(reader.page), []);
            await structure(reader.page, language);
            assert.deepEqual(await reader.page.$$eval('main', ([main]) =>
                main.textContent.match(/\b(undefined|NaN|null)\b|\[object|\{\w+\}/g) ?? []), [], 'a place left open');
        });
    }
    await t.test('nothing forbidden happened', async () => assert.deepEqual(await reader.allFaults(), []));
    await reader.close();
}

test('every view is accessible and keeps to the policy', { concurrency: 2 }, async (t) => {
    await Promise.all(['fr', 'en'].flatMap((language) => ['light', 'dark'].map((scheme) =>
        t.test(`${language}, ${scheme}`, (inner) => judgeViews(inner, language, scheme)))));
});

test('a narrow screen has no sideways scrolling, at twice the text size either', async () => {
    const reader = await Reader.open(browser, service, { viewport: { width: 320, height: 640 } });
    await reader.signIn();
    for (const path of views()) {
        await open(reader, path);
        const wide = await reader.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${path}: ${wide} px too wide`);
    }
    await reader.close();
});

test('the README\u2019s pictures can be taken, and are small', async () => {
    assert.deepEqual(await takePictures(browser, service, known.suspended), []);
});
