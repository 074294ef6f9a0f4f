// SPDX-License-Identifier: EUPL-1.2
// The built service with demonstration data.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const BINARY = process.env.ECHEANCE_BINARY ?? join(ROOT, 'build/release/echeance');
/** The service refuses variables of its prefix that it does not know, such as the tests' own. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ECHEANCE_')));
export const AS_OF = '2026-11-25';
export const HOSTILE_REFERENCE = 'A/../x';
const DEMO_FILES = process.env.ECHEANCE_TEST_FILES ?? '3000';
/** Where one person filed, so that nobody may see their delay. */
export const SMALL_SECTOR = '75056';
const STARTS_WITHIN_MS = 120_000;

/** Resolves once the file has text in it; rejects when the process ends before. */
async function textOf(file, child) {
    const folder = dirname(file);
    const ended = new AbortController();
    child.once('exit', () => ended.abort(new Error('the service ended')));
    const timer = setTimeout(() => ended.abort(new Error('the service does not listen')), STARTS_WITHIN_MS);
    try {
        const watcher = watch(folder, { signal: ended.signal });
        const failed = once(watcher, 'error');
        for (;;) {
            if (existsSync(file) && readFileSync(file, 'utf8').trim()) return readFileSync(file, 'utf8').trim();
            await Promise.race([once(watcher, 'change'), failed.then(([error]) => Promise.reject(ended.signal.reason ?? error))]);
        }
    } finally {
        ended.abort();
        clearTimeout(timer);
    }
}

export class Service {
    /** With a demonstration of so many files. */
    static async start(files = DEMO_FILES) {
        const service = new Service();
        service.folder = mkdtempSync(join(tmpdir(), 'echeance-browser-'));
        const port = join(service.folder, 'port');
        service.child = spawn(BINARY, ['serve', '--demo', '--demo-files', files, '--as-of', AS_OF, '--port', '0',
            '--port-file', port, '--data-dir', join(service.folder, 'data')],
        { env: ENVIRONMENT, stdio: ['ignore', 'ignore', 'pipe'] });
        service.log = '';
        service.child.stderr.on('data', (piece) => { service.log = (service.log + piece).slice(-20_000); });
        try {
            service.url = `http://127.0.0.1:${await textOf(port, service.child)}/`;
        } catch (error) {
            await service.stop();
            throw new Error(`${error.message}: ${service.log}`);
        }
        service.token = readFileSync(join(service.folder, 'data/owner.token'), 'utf8').trim();
        return service;
    }

    async stop() {
        if (this.child.exitCode === null && this.child.signalCode === null) {
            this.child.kill('SIGTERM');
            await once(this.child, 'exit');
        }
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** A token of these scopes. */
    makeToken(name, ...scopes) {
        const made = spawnSync(BINARY, ['token', 'create', '--name', name, '--data-dir', join(this.folder, 'data'),
            ...scopes.flatMap((scope) => ['--scope', scope])], { env: ENVIRONMENT, encoding: 'utf8' });
        if (made.status !== 0) throw new Error(made.stderr);
        return made.stdout.trim().split('\n').at(-1);
    }

    /** The answer; anything but success throws. */
    async call(method, path, body) {
        const answer = await fetch(new URL(path, this.url), { method,
            headers: { 'Authorization': `Bearer ${this.token}`, 'Content-Type': 'application/json' },
            body: body === undefined ? undefined : JSON.stringify(body) });
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
        return answer.headers.get('content-type').includes('json') ? JSON.parse(text) : text;
    }

    get(path) {
        return this.call('GET', path);
    }

    /** The forecast that the service makes by itself, some seconds after its start. */
    async standingForecast() {
        const until = performance.now() + STARTS_WITHIN_MS;
        while (performance.now() < until) {
            const answer = await fetch(new URL('v1/forecasts', this.url), { headers: { 'Authorization': `Bearer ${this.token}` } });
            if (answer.ok) return answer.json();
            await answer.arrayBuffer();
        }
        throw new Error(`no forecast was made: ${this.log}`);
    }

    step(id, verb, body) {
        return this.call('POST', `v1/files/${id}:${verb}`, body);
    }
}

const daysAgo = (count) => new Date(Date.parse(`${AS_OF}T00:00:00Z`) - count * 86_400_000).toISOString().slice(0, 10);

/** One file of a sector where nobody else filed, all the way to its notification. */
async function smallSector(service) {
    const { id } = await service.call('POST', 'v1/files', {
        reference: 'SMALL-1', filed_on: daysAgo(200), complete_on: daysAgo(188), stage: 'adult', sector: SMALL_SECTOR,
        requests: [{ right: 'PCH', nature: 'first' }] });
    await service.step(id, 'assign', { doctor: 'M01', reason: 'knows_the_file' });
    await service.step(id, 'start', {});
    await service.step(id, 'submit-evaluation', { minutes_spent: 14, outcome: 'conclusive' });
    await service.step(id, 'decide', { decisions: [{ right: 'PCH', decision: 'granted' }] });
    await service.step(id, 'notify', {});
}

/** What the demonstration lacks: a small group, a worklist, a file with suspensions, a hostile reference. */
export async function furnish(service) {
    await smallSector(service);
    await service.call('POST', 'v1/doctors/M02:claim', { count: 12 });
    const registered = (reference, filed) => service.call('POST', 'v1/files', {
        reference, filed_on: daysAgo(filed), complete_on: daysAgo(filed - 9), stage: 'adult', sector: '92012',
        requests: [{ right: 'PCH', nature: 'first' }, { right: 'CMI_PRIORITE', nature: 'review' }] });
    const suspended = await registered('92-2026-SUSPENDED', 150);
    for (const asked of [130, 70]) {
        await service.step(suspended.id, 'suspend', { reason: 'missing_document', documents: ['medical_certificate'],
            asked_on: daysAgo(asked), time_limit_on: daysAgo(asked - 30), indispensable: true });
        await service.step(suspended.id, 'resume', { received_on: daysAgo(asked - 21) });
    }
    const hostile = await registered(HOSTILE_REFERENCE, 20);
    return { suspended: suspended.id, hostile: hostile.id };
}
