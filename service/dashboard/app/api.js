// SPDX-License-Identifier: EUPL-1.2
// Calls of the API. A refusal is a value: `{ ok: false, reason }`, so that one panel's is its own.
import { currentLanguage } from './i18n.js';
import { token } from './session.js';

/** What a refusal means to a reader. */
function reasonOf(status) {
    if (status === 401) return 'signed_out';
    if (status === 403) return 'forbidden';
    if (status === 404 || status === 405 || status === 501) return 'absent';
    if (status === 422 || status === 400) return 'not_understood';
    if (status === 429 || status === 503) return 'busy';
    return 'failed';
}

/** Answers of the current round: panels that ask for the same share one request. */
let round = new Map();
/** Panels ask anew after this. */
export function beginRound() {
    round = new Map();
}

async function call(method, path, body) {
    try {
        const answer = await fetch(new URL(`v1/${path}`, document.baseURI), {
            method, body: body && JSON.stringify(body),
            headers: { 'Accept': 'application/json', 'Accept-Language': currentLanguage(),
                'Authorization': `Bearer ${token()}`, ...(body && { 'Content-Type': 'application/json' }) },
            cache: 'no-store',
        });
        if (!answer.ok) return { ok: false, reason: reasonOf(answer.status) };
        return { ok: true, data: await answer.json() };
    } catch {
        return { ok: false, reason: 'unreachable' };
    }
}

/** The same; a token that is no longer valid signs the reader out. */
async function send(method, path, body) {
    const answer = await call(method, path, body);
    if (answer.reason === 'signed_out') document.dispatchEvent(new Event('signedout'));
    return answer;
}

/** Does the service take the token? As `get`, but a refusal signs nobody out. */
export async function tryToken() {
    // What no header can carry was never a token.
    return /^[\x21-\x7e]+$/.test(token()) ? call('GET', 'statistics/backlog') : { ok: false, reason: 'signed_out' };
}

/** The query, values encoded; those that are undefined are left out. */
export function withQuery(path, query) {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
    return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** `{ ok: true, data }` or `{ ok: false, reason }`; never throws. */
export function get(path, query = {}) {
    const target = withQuery(path, query);
    if (!round.has(target)) round.set(target, getAnew(target));
    return round.get(target);
}

/** As `get`, whatever was answered in this round. */
export const getAnew = (path) => send('GET', path);
export const post = (path, body) => send('POST', path, body);
export const remove = (path) => send('DELETE', path);

/** Several at once: all of them, or the first refusal. */
export async function all(...asked) {
    const answers = await Promise.all(asked);
    return answers.find((answer) => !answer.ok) ?? { ok: true, data: answers.map((answer) => answer.data) };
}

/** A file, a doctor: text of the reader as one segment of a path. */
export const segment = (text) => encodeURIComponent(text);

/** The office's own today, which may not be the reader's. */
export async function officeToday() {
    const backlog = await get('statistics/backlog');
    return backlog.ok ? backlog.data.as_of : new Date().toISOString().slice(0, 10);
}
