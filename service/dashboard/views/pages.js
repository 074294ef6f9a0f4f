// SPDX-License-Identifier: EUPL-1.2
// Pages of text: what the figures mean, how accessible the page is.
import { h } from '../app/dom.js';
import { has, t } from '../app/i18n.js';

const DEFINITIONS = ['citizen', 'legal', 'barometer', 'median', 'p90', 'kaplan_meier', 'overdue', 'suspension',
    'effective', 'stages', 'flow', 'reduction', 'mix', 'capacity', 'unassignable', 'forecast', 'coverage', 'breach', 'suppressed', 'file_request'];

/** The numbered texts of a page, as many as there are. */
function numbered(prefix) {
    const keys = [];
    for (let n = 1; has(`${prefix}.${n}`); ++n) keys.push(`${prefix}.${n}`);
    return keys.map((key) => t(key));
}

export async function definitions() {
    return {
        title: t('view.definitions'),
        intro: [h('p', { class: 'lead' }, t('definitions.lead')),
            h('dl', { class: 'definitions' }, DEFINITIONS.map((name) => h('div', { id: `definition-${name}` },
                h('dt', {}, t(`definition.${name}`)), h('dd', {}, t(`definition.${name}_text`)))))],
        panels: [],
    };
}

export async function accessibility() {
    const part = (name) => h('section', { class: 'prose', 'aria-labelledby': `statement-${name}` },
        h('h2', { id: `statement-${name}` }, t(`statement.${name}`)),
        numbered(`statement.${name}_text`).map((text) => h('p', {}, text)));
    return { title: t('view.accessibility'),
        intro: ['state', 'tested', 'limits', 'keyboard', 'contact'].map(part), panels: [] };
}
