// SPDX-License-Identifier: EUPL-1.2
// What the person of a file may be told of it, in the service's own words.
import { get } from '../app/api.js';
import { h } from '../app/dom.js';
import { day, number } from '../app/format.js';
import { currentLanguage, t, term } from '../app/i18n.js';
import { Panel } from '../app/panel.js';

function facts({ stage, files_before: before, window, right_ends_on: endsOn }) {
    const fact = (name, value) => (value === undefined ? null
        : h('div', {}, h('dt', {}, t(`outlook.${name}`)), h('dd', {}, value)));
    return h('dl', { class: 'facts' },
        fact('stage', stage && term('clock', stage)),
        fact('before', before === undefined ? undefined : number(before, currentLanguage())),
        fact('window', window?.text),
        fact('right_ends_on', endsOn && day(endsOn, currentLanguage())));
}

/** `path` of a file. */
export function outlook(path) {
    return new Panel({
        id: 'file-outlook', wide: true, title: t('outlook.title'), lead: t('outlook.lead'), absent: t('file.absent'),
        load: () => get(`${path}/outlook`),
        draw: (answer) => [
            h('p', { class: 'statement' }, answer.text),
            answer.stage ? facts(answer) : null,
            answer.notes.length === 0 ? null : h('ul', { class: 'notes' }, answer.notes.map((note) => h('li', {}, note.text)))],
    });
}
