// SPDX-License-Identifier: EUPL-1.2
// What surrounds every view: skip link, name, navigation, language, theme, live updates, footer.
import { h, refill } from './dom.js';
import { chooseLanguage, currentLanguage, t } from './i18n.js';

const MENU = ['overview', 'delays', 'queue', 'capacity', 'forecast', 'files', 'doctors', 'definitions'];
const THEMES = ['auto', 'light', 'dark'];
const KEPT_THEME = 'echeance.theme';

export function applyTheme(wanted) {
    const theme = wanted ?? localStorage.getItem(KEPT_THEME) ?? 'auto';
    if (wanted !== undefined) localStorage.setItem(KEPT_THEME, theme);
    document.documentElement.dataset.theme = THEMES.includes(theme) ? theme : 'auto';
}

const themeNow = () => document.documentElement.dataset.theme;

function menu(current) {
    return h('nav', { class: 'menu', 'aria-label': t('shell.menu') }, h('ul', {}, MENU.map((name) =>
        h('li', {}, h('a', { href: name === 'overview' ? '#/' : `#/${name}`,
            'aria-current': name === current ? 'page' : null }, t(`view.${name}`))))));
}

function languageButton(changed) {
    const other = currentLanguage() === 'fr' ? 'en' : 'fr';
    return h('button', { type: 'button', class: 'plain', lang: other, 'data-key': 'language', onclick: () => {
        chooseLanguage(other);
        changed();
    } }, other === 'fr' ? 'Français' : 'English');
}

function themeChoice(changed) {
    return h('label', { class: 'theme' }, h('span', {}, t('shell.theme')),
        h('select', { 'data-key': 'theme', onchange: (event) => {
            applyTheme(event.target.value);
            changed();
        } }, THEMES.map((theme) => h('option', { value: theme, selected: theme === themeNow() }, t(`theme.${theme}`)))));
}

/**
 * `state`: `current` name of the view in the menu, `isSignedIn`, `voice` the region that speaks. `on`: `languageChanged`,
 * `themeChanged`, `signOut`. Gives the parts that change later: `main`, `tools`, `status`.
 */
export function shell(state, on) {
    const main = h('main', { id: 'main', tabIndex: -1, 'aria-busy': 'true' });
    const status = h('p', { class: 'status' });
    const tools = h('div', { class: 'tools' });
    const skip = h('a', { class: 'skip', href: '#main', onclick: (event) => {
        event.preventDefault(); // the address names the view, not a place in it
        main.focus();
    } }, t('shell.skip'));
    const header = h('header', { class: 'top' },
        h('div', { class: 'brand' }, h('a', { href: '#/', 'aria-label': t('shell.home') },
            h('span', { class: 'brand-name' }, 'Échéance')), h('span', { class: 'brand-line' }, t('shell.line'))),
        h('div', { class: 'choices' }, languageButton(on.languageChanged), themeChoice(on.themeChanged),
            state.isSignedIn ? h('button', { type: 'button', class: 'plain', onclick: on.signOut }, t('shell.sign_out')) : null));
    const footer = h('footer', { class: 'bottom' }, h('ul', {},
        h('li', {}, h('a', { href: '#/accessibility' }, t('shell.accessibility'))),
        h('li', {}, h('a', { href: '#/definitions' }, t('view.definitions'))),
        h('li', {}, h('a', { href: 'openapi.yaml' }, t('shell.contract')))));
    refill(document.body, skip, header, state.isSignedIn ? menu(state.current) : null,
        h('div', { class: 'live' }, status, tools), state.voice, main, footer);
    return { main, status, tools };
}
