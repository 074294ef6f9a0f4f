// SPDX-License-Identifier: EUPL-1.2
// The page: which view the address names, and when it is drawn anew.
import { beginRound } from './api.js';
import { h, refill } from './dom.js';
import { currentLanguage, chooseLanguage, t } from './i18n.js';
import { EVERY_MS, Live } from './live.js';
import { forgetToken, token } from './session.js';
import { applyTheme, shell } from './shell.js';
import { capacity } from '../views/capacity.js';
import { delays } from '../views/delays.js';
import { doctor, doctors } from '../views/doctors.js';
import { file } from '../views/file.js';
import { files } from '../views/files.js';
import { forecast } from '../views/forecast.js';
import { overview } from '../views/overview.js';
import { accessibility, definitions } from '../views/pages.js';
import { queue } from '../views/queue.js';
import { signIn } from '../views/sign_in.js';

const VIEWS = { overview, delays, queue, capacity, forecast, files, doctors, definitions, accessibility };
const VIEWS_OF_ONE = { files: file, doctors: doctor };
/** Pages that need no token. */
const OPEN = new Set(['definitions', 'accessibility']);

/** What a screen reader hears of updates; one element for good, so that it is not announced anew. */
const voice = h('p', { class: 'spoken', role: 'status' });
let spokenAt = -Infinity;

let panels = [];
let leaveView; // what the view that stands has to end
let parts;
let drawing = 0; // the number of the latest drawing: an older one that ends late is dropped
const live = new Live(refresh, showLive);

/** `#/files/ID?clock=legal`: the view's name, the id, the query. */
function routeOf(hash) {
    const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
    const [name, id] = path.split('/');
    let decoded;
    try {
        decoded = id ? decodeURIComponent(id) : undefined;
    } catch {
        decoded = id;
    }
    return { name: name || 'overview', id: decoded, query: new URLSearchParams(query) };
}

function viewOf({ name, id }) {
    const views = id === undefined ? VIEWS : VIEWS_OF_ONE;
    return Object.hasOwn(views, name) ? views[name] : undefined;
}

async function refresh() {
    beginRound();
    const answered = await Promise.all(panels.map((panel) => panel.refresh()));
    const time = new Intl.DateTimeFormat(currentLanguage() === 'fr' ? 'fr-FR' : 'en-GB', { timeStyle: 'short' }).format(new Date());
    parts.status.textContent = t(answered.includes(false) ? 'live.stale' : 'live.updated', { time });
    if (performance.now() - spokenAt < EVERY_MS) return;
    spokenAt = performance.now();
    voice.textContent = parts.status.textContent;
}

/** The view stands. */
const settle = () => parts.main.setAttribute('aria-busy', 'false');

function showLive() {
    if (panels.length === 0) return;
    const pause = h('button', { type: 'button', class: 'plain', 'data-key': 'live', 'aria-pressed': String(live.paused),
        onclick: () => (live.paused ? live.resume() : live.pause()) }, t(live.paused ? 'live.resume' : 'live.pause'));
    const print = h('button', { type: 'button', class: 'plain', 'data-key': 'print', onclick: () => window.print() }, t('live.print'));
    refill(parts.tools, h('span', { class: 'quiet' }, t('live.every', { count: EVERY_MS / 1000 })), pause, print);
}

function heading(view) {
    const title = h('h1', { tabIndex: -1 }, view.title);
    document.title = `${view.title} · Échéance`;
    return { title, nodes: [view.back ? h('p', { class: 'back' }, h('a', { href: view.back.href }, `← ${view.back.text}`)) : null, title] };
}

function showSignIn(message) {
    panels = [];
    const view = { title: t('view.sign_in') };
    const { nodes } = heading(view);
    refill(parts.main, nodes, signIn(() => draw({ focus: true }), message));
    settle();
}

/** Draws the view that the address names; `focus` moves to its heading, as after a new page. */
async function draw({ focus = false, message } = {}) {
    const mine = ++drawing;
    const route = routeOf(location.hash);
    live.stop();
    leaveView?.();
    leaveView = undefined;
    panels = [];
    beginRound();
    const isSignedIn = token() !== null;
    parts = shell({ current: route.name, isSignedIn, voice }, {
        languageChanged: () => draw(), themeChanged: repaint, signOut: () => leave(t('sign_in.left')) });
    if (!isSignedIn && !OPEN.has(route.name)) {
        showSignIn(message);
        return;
    }
    const make = viewOf(route);
    const view = make ? await make(route) : { title: t('view.none'), intro: [h('p', {}, t('view.none_text'))], panels: [] };
    if (mine !== drawing) {
        view.leave?.();
        return;
    }
    panels = view.panels;
    leaveView = view.leave;
    const { title, nodes } = heading(view);
    refill(parts.main, nodes, view.intro, panels.length === 0 ? null
        : h('div', { class: 'panels' }, panels.map((panel) => panel.element)));
    if (focus) title.focus();
    showLive();
    if (panels.length > 0) await refresh();
    if (mine !== drawing) return;
    settle();
    if (panels.length > 0) live.start();
}

function leave(message) {
    forgetToken();
    draw({ message, focus: true });
}

/** Other colours: the canvas does not follow the style sheet by itself. */
function repaint() {
    for (const panel of panels) panel.show();
}

/** Paper has no folds: every table is opened for it, and those that were shut are shut after. */
function turnToPaper({ matches: isPaper }) {
    if (isPaper) repaint();
    for (const fold of document.querySelectorAll(isPaper ? 'details:not([open])' : 'details[data-paper]')) {
        fold.open = isPaper;
        fold.toggleAttribute('data-paper', isPaper);
    }
    if (!isPaper) repaint(); // drawn anew, a table is open if it was: so it is shut before
}

chooseLanguage();
applyTheme();
addEventListener('hashchange', () => draw({ focus: true }));
document.addEventListener('signedout', () => leave(t('sign_in.ended')));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
matchMedia('print').addEventListener('change', turnToPaper);
draw();
