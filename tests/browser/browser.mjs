// SPDX-License-Identifier: EUPL-1.2
// Debian's Chromium, and a page that remembers everything that went wrong in it.
import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.ECHEANCE_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--lang=fr-FR'];

const SIMULATED_WITHIN_MS = 120_000;

export const launch = () => chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });

/** Listens in the page for what the policy forbids. */
function watchPolicy() {
    globalThis.policyViolations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
        globalThis.policyViolations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
}

export class Reader {
    /** A fresh browser profile: `language` fr or en, `scheme` light or dark. */
    static async open(browser, service, { language = 'fr', scheme = 'light', ...more } = {}) {
        const reader = new Reader();
        reader.service = service;
        reader.context = await browser.newContext({ locale: language === 'fr' ? 'fr-FR' : 'en-GB', colorScheme: scheme,
            viewport: { width: 1280, height: 900 }, timezoneId: 'Europe/Paris', acceptDownloads: true, ...more });
        reader.page = await reader.context.newPage();
        reader.faults = [];
        reader.requests = [];
        await reader.page.addInitScript(watchPolicy);
        reader.page.on('console', (message) => {
            if (message.type() === 'error') reader.faults.push(`console: ${message.text()} ${message.location().url}`);
        });
        reader.page.on('pageerror', (error) => reader.faults.push(`error: ${error.message}`));
        reader.page.on('request', (request) => {
            reader.requests.push(request.url());
            if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(service.url)) reader.faults.push(`request to ${request.url()}`);
        });
        return reader;
    }

    /** Everything that went wrong, less what `expected` matches. */
    async allFaults(expected = /$^/) {
        const violations = await this.page.evaluate(() => globalThis.policyViolations);
        return [...this.faults, ...violations.map((each) => `policy: ${each}`)].filter((fault) => !expected.test(fault));
    }

    /** The page as it is when nobody is signed in. */
    async visit() {
        await this.page.goto(this.service.url);
        await this.settled();
    }

    settled() {
        return this.page.waitForSelector('main:not([data-left])[aria-busy="false"]', { state: 'attached' });
    }

    /** Does something that draws the view anew, and waits until it stands. */
    async redraw(action) {
        await this.page.evaluate(() => { document.querySelector('main').dataset.left = ''; });
        await action();
        await this.settled();
    }

    async signIn(token = this.service.token) {
        await this.visit();
        await this.page.fill('#token', token);
        await this.redraw(() => this.page.click('.sign-in button[type=submit]'));
    }

    /** A view by its address (`/delays`). */
    view(path) {
        return this.redraw(() => this.page.evaluate((hash) => {
            if (location.hash === hash) dispatchEvent(new Event('hashchange'));
            else location.hash = hash;
        }, `#${path}`));
    }

    /** The forecast view's simulation is over, and its panels show what came of it. */
    simulated() {
        return this.page.waitForSelector('.progress-line', { state: 'hidden', timeout: SIMULATED_WITHIN_MS });
    }

    close() {
        return this.context.close();
    }
}

/** One file of the table behind a panel: its texts, row by row, headings first. */
export function tableOf(page, panel) {
    return page.$$eval(`#${panel} table tr`, (rows) => rows.map((row) =>
        [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)));
}
