// SPDX-License-Identifier: EUPL-1.2
// What a person does with the page: signs in, walks by keyboard, pauses, prints, meets odd data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reader } from './browser.mjs';
import { HOSTILE_REFERENCE } from './service.mjs';
import { browser, known, service, setStage } from './stage.mjs';

const NARROW = '\u202f';
const HALF_MINUTE_MS = 30_000;
const STEPS_MAX = 120; // of Tab through one view

setStage();

/** A reader of its own for one test. */
function withReader(options, body) {
    return async () => {
        const reader = await Reader.open(browser, service, options);
        try {
            await body(reader, reader.page);
        } finally {
            await reader.close();
        }
    };
}

const isApi = (url) => new URL(url).pathname.startsWith('/v1/');
const apiRequests = (reader) => reader.requests.filter((url) => /^http/.test(url) && isApi(url)).length;

test('a wrong token is refused in words, and kept nowhere', withReader({}, async (reader, page) => {
    await reader.visit();
    for (const wrong of ['ech_92_wrong', 'é <b>', 'two words']) {
        await page.fill('#token', wrong);
        await page.click('.sign-in button[type=submit]');
        await page.waitForFunction(() => /n’est pas reconnu/.test(document.querySelector('.answer').textContent));
        await page.evaluate(() => document.querySelector('.answer').replaceChildren());
    }
    assert.equal(await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }])), '[{},{}]');
    assert.deepEqual(await reader.allFaults(/status of 401/), []);
}));

test('the token stays in its tab: not in the address, not in another tab, gone when signed out', withReader({}, async (reader, page) => {
    await reader.signIn();
    await reader.view('/queue');
    await page.reload();
    await reader.settled();
    assert.equal(await page.textContent('h1'), 'File d’attente', 'a reload keeps the tab signed in');
    assert.ok(![page.url(), ...reader.requests].some((url) => url.includes(service.token)));
    assert.ok(!(await page.evaluate(() => JSON.stringify({ ...localStorage }) + document.cookie)).includes(service.token));

    const other = await reader.context.newPage();
    await other.goto(service.url);
    await other.waitForSelector('#token');
    await other.close();

    await reader.redraw(() => page.getByRole('button', { name: 'Se déconnecter' }).click());
    assert.equal(await page.textContent('h1'), 'Se connecter');
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    await reader.view('/delays');
    assert.equal(await page.textContent('h1'), 'Se connecter');
}));

test('a token that was revoked meanwhile leads back to signing in', withReader({}, async (reader, page) => {
    await reader.signIn();
    await page.evaluate(() => sessionStorage.setItem('echeance.token', 'ech_92_gone'));
    await page.evaluate(() => { location.hash = '#/queue'; });
    await page.waitForSelector('#token');
    assert.match(await page.textContent('.answer'), /reconnectez-vous/);
}));

test('a token that may read files only sees files, and is told what it may not see', withReader({}, async (reader, page) => {
    await reader.signIn(service.makeToken('guichet', 'files:read'));
    assert.match(await page.textContent('#headline'), /Votre jeton ne donne pas accès/);
    await reader.view('/files');
    assert.ok(await page.locator('#pressing-files tbody tr').count() > 0);
    assert.deepEqual(await reader.allFaults(/status of 403/), []);
}));

test('the language follows the browser, then the switch, and is kept', withReader({ language: 'en' }, async (reader, page) => {
    await reader.signIn();
    assert.equal(await page.textContent('h1'), 'Overview');
    await reader.redraw(() => page.getByRole('button', { name: 'Français' }).click());
    assert.equal(await page.getAttribute('html', 'lang'), 'fr');
    await page.reload();
    await reader.settled();
    assert.equal(await page.textContent('h1'), 'Vue d’ensemble');
    assert.ok((await page.textContent('main')).includes(`Où en est-on${NARROW}?`));
    assert.match(await page.textContent('.headline'), new RegExp(`\\d${NARROW}\\d{3} dossiers attendent`));
}));

test('the theme follows the system, then the switch', withReader({ scheme: 'dark' }, async (reader, page) => {
    await reader.signIn();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.selectOption('.theme select', 'light');
    const light = await ground();
    assert.notEqual(light, dark);
    await page.reload();
    await reader.settled();
    assert.equal(await ground(), light);
}));

test('by keyboard: skip link, sections, table, with the focus in sight all the way', withReader({}, async (reader, page) => {
    await reader.signIn();
    await reader.view('/queue');
    await page.reload();
    await reader.settled();
    const focus = () => page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        const box = document.activeElement.getBoundingClientRect();
        return { text: document.activeElement.textContent, name: document.activeElement.tagName,
            isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && box.width > 0 && box.bottom > 0 };
    });
    await page.keyboard.press('Tab');
    assert.equal((await focus()).text, 'Aller au contenu');
    await page.keyboard.press('Enter');
    assert.equal((await focus()).name, 'MAIN');

    const walked = [];
    for (let step = 0; step < STEPS_MAX && !walked.at(-1)?.text.includes('OpenAPI'); ++step) {
        await page.keyboard.press('Tab');
        walked.push(await focus());
        if (walked.at(-1).name === 'SUMMARY' && walked.filter((each) => each.name === 'SUMMARY').length === 1) {
            await page.keyboard.press('Enter');
            assert.ok(await page.evaluate(() => document.activeElement.parentElement.open), 'Enter opens the table');
        }
    }
    assert.ok(walked.at(-1).text.includes('OpenAPI'), 'the walk ends in the footer');
    assert.deepEqual(walked.filter((each) => !each.isSeen), []);
    assert.ok(walked.some((each) => each.name === 'DIV'), 'an open table scrolls by keyboard');
    assert.ok(await page.locator('#age-pyramid table').isVisible());

    await page.getByRole('link', { name: 'Délais' }).focus();
    await reader.redraw(() => page.keyboard.press('Enter'));
    assert.equal((await focus()).text, 'Délais');
    assert.equal((await focus()).name, 'H1', 'a new view begins at its heading');
}));

test('figures are asked for each half minute, not when paused, and an open table stays open', withReader({}, async (reader, page) => {
    await page.clock.install();
    await reader.signIn();
    await reader.view('/queue');
    await page.click('#age-pyramid summary');

    const asked = page.waitForResponse((answer) => isApi(answer.url()) && answer.url().includes('group_by=age'));
    await page.clock.runFor(HALF_MINUTE_MS);
    await asked;
    assert.ok(await page.locator('#age-pyramid table').isVisible());

    await page.getByRole('button', { name: 'Suspendre la mise à jour' }).click();
    await page.getByRole('button', { name: 'Reprendre la mise à jour' }).waitFor();
    const before = apiRequests(reader);
    await page.clock.runFor(10 * HALF_MINUTE_MS);
    assert.equal(apiRequests(reader), before, 'no request while paused');

    const again = page.waitForResponse((answer) => answer.url().includes('group_by=age'));
    await page.getByRole('button', { name: 'Reprendre la mise à jour' }).click();
    await again;
    assert.deepEqual(await reader.allFaults(), []);
}));

test('an update shows what changed, and is spoken once a half minute at most', withReader({}, async (reader, page) => {
    await page.clock.install();
    await reader.signIn();
    const count = Number((await page.textContent('#tile-files .tile-value')).replace(/\D/g, ''));
    await page.evaluate(() => {
        globalThis.spoken = 0;
        new MutationObserver(() => { globalThis.spoken += 1; }).observe(document.querySelector('[role=status]'), { childList: true });
    });
    for (const path of ['/queue', '/capacity', '/']) await reader.view(path);
    assert.equal(await page.evaluate(() => globalThis.spoken), 0, 'changing views is no news');

    await service.call('POST', 'v1/files', { reference: 'LIVE-1', filed_on: '2026-11-20', complete_on: '2026-11-20',
        stage: 'adult', sector: '92012', requests: [{ right: 'PCH', nature: 'first' }] });
    await page.clock.runFor(HALF_MINUTE_MS);
    await page.waitForFunction((wanted) => Number(document.querySelector('#tile-files .tile-value').textContent.replace(/\D/g, '')) === wanted, count + 1);
    await page.waitForFunction(() => globalThis.spoken === 1);
}));

test('on paper: light, no controls, every table unfolded', withReader({ scheme: 'dark' }, async (reader, page) => {
    await reader.signIn();
    await reader.view('/queue');
    await page.emulateMedia({ media: 'print' });
    await page.waitForFunction(() => [...document.querySelectorAll('details')].every((each) => each.open));
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
    for (const hidden of ['.menu', '.tools', '.choices', '.csv']) assert.ok(await page.locator(hidden).first().isHidden(), hidden);
    assert.ok(await page.locator('#age-pyramid table').isVisible());
    await page.emulateMedia({ media: 'screen' });
    await page.waitForFunction(() => [...document.querySelectorAll('details')].every((each) => !each.open));
}));

test('a hostile reference is text, wherever it shows', withReader({}, async (reader, page) => {
    await reader.signIn();
    await reader.view('/files');
    await page.fill('#reference', HOSTILE_REFERENCE);
    await reader.redraw(() => page.click('.search button'));
    assert.equal(await page.textContent('h1'), `Dossier ${HOSTILE_REFERENCE}`);
    assert.ok(page.url().endsWith(`#/files/${known.hostile}`));
    assert.ok((await page.textContent('#file-history')).includes(HOSTILE_REFERENCE));
    assert.deepEqual(await reader.allFaults(), []);
}));

test('hostile words in the address stay words', withReader({}, async (reader, page) => {
    await reader.signIn();
    for (const word of ['<img src=x onerror=alert(1)>', '..', '%E0%A4', 'constructor', '__proto__']) {
        for (const view of ['files', 'doctors']) {
            await reader.view(`/${view}/${word.startsWith('%') ? word : encodeURIComponent(word)}`);
            assert.ok((await page.textContent('h1')).includes(word), `${view} ${word}`);
            assert.match(await page.textContent('main'), /Aucun (dossier|médecin) ne porte cet identifiant/, `${view} ${word}`);
            assert.equal(await page.locator('main img').count(), 0);
        }
    }
    await reader.view('/constructor');
    assert.equal(await page.textContent('h1'), 'Page inconnue');
    await reader.view('/files');
    await page.fill('#reference', '<b>"x"');
    await page.click('.search button');
    await page.waitForSelector('.answer:not(:empty)');
    assert.ok((await page.textContent('.answer')).includes('<b>"x"'));
    assert.deepEqual(await reader.allFaults(/status of 4(04|22)/), []);
}));

test('each suspension of a file is on its page, with the rule and the article', withReader({}, async (reader, page) => {
    await reader.signIn();
    await reader.view(`/files/${known.suspended}`);
    assert.equal(await page.locator('#file-suspensions tbody tr').count(), 2);
    const legal = page.locator('#file-clocks .line-row', { hasText: 'PCH' }).filter({ hasText: 'légale' });
    assert.equal(await legal.locator('.tone-still').count(), 2, 'both stand in the timeline');
    await page.click('#file-clocks summary');
    const row = await page.locator('#file-clocks tbody tr', { hasText: `PCH${NARROW}: légale` }).textContent();
    assert.match(row, /CASF R\.241-33/);
    assert.match(row, /cdaph/);
    assert.equal(row.match(/du \d\d\/\d\d\/\d{4} au/g).length, 2, 'and in its table');
}));

test('the service away is said, and the figures on the screen stay', withReader({}, async (reader, page) => {
    await page.clock.install();
    await reader.signIn();
    await reader.view('/queue');
    await reader.context.setOffline(true);
    await page.clock.runFor(HALF_MINUTE_MS);
    await page.waitForFunction(() => document.querySelector('.status').textContent.includes('injoignable'));
    assert.ok(await page.locator('#age-pyramid .pyramid').isVisible());
    await reader.context.setOffline(false);
    await page.clock.runFor(HALF_MINUTE_MS);
    await page.waitForFunction(() => !document.querySelector('.status').textContent.includes('injoignable'));
}));
