// SPDX-License-Identifier: EUPL-1.2
// Finding a file; the most pressing ones.
import { get } from '../app/api.js';
import { h, refill } from '../app/dom.js';
import { t, term } from '../app/i18n.js';
import { Panel } from '../app/panel.js';

const FILE_ID = /^[0-9A-HJKMNP-TV-Z]{16}$/;
const SHOWN = 25;

export const fileHref = (id) => `#/files/${encodeURIComponent(id)}`;

/** Columns of a list of files, the reference leading to the file's own page. */
export const fileColumns = () => [
    { key: 'reference', label: t('column.reference'), kind: 'text', href: (row) => fileHref(row.id) },
    { key: 'rights', label: t('column.rights'), kind: 'text' },
    { key: 'state', label: t('column.state'), kind: 'text' },
    { key: 'filed', label: t('column.filed_on'), kind: 'day' },
    { key: 'due', label: t('column.due_on'), kind: 'day' },
    { key: 'effective', label: t('column.effective_due_on'), kind: 'day' },
    { key: 'late', label: t('column.delay_state'), kind: 'text' },
    { key: 'sector', label: t('column.sector'), kind: 'text' },
];

export function fileRow(file) {
    return {
        id: file.id, reference: file.reference, filed: file.filed_on, due: file.due_on, effective: file.effective_due_on,
        rights: file.requests.map((request) => term('right', request.right)).join(', '),
        state: file.suspended ? t('file.state_suspended', { state: term('state', file.state) }) : term('state', file.state),
        late: file.overdue ? t('file.late') : t('file.on_time'), sector: file.sector,
    };
}

/** The file of that reference or id; null when there is none. */
async function find(text) {
    const found = await get('files', { reference: text });
    if (found.ok && found.data.files.length > 0) return found.data.files[0].id;
    return FILE_ID.test(text) && (await get(`files/${text}`)).ok ? text : null;
}

function searchForm() {
    const answer = h('p', { class: 'answer', role: 'alert' });
    const field = h('input', { id: 'reference', name: 'reference', type: 'search', required: true, maxlength: 64,
        autocomplete: 'off', spellcheck: 'false' });
    return h('form', { class: 'search', role: 'search', onsubmit: async (event) => {
        event.preventDefault();
        refill(answer);
        const text = field.value.trim();
        const id = await find(text);
        if (id === null) refill(answer, t('search.none', { text }));
        else location.hash = fileHref(id);
    } },
    h('label', { htmlFor: 'reference' }, t('search.label')),
    h('div', { class: 'search-line' }, field, h('button', { type: 'submit' }, t('search.submit'))),
    answer);
}

export async function files() {
    const pressing = new Panel({
        id: 'pressing-files', wide: true, title: t('pressing.title'), lead: t('pressing.lead', { count: SHOWN }),
        load: () => get('files', { overdue: 'true', sort: 'due_on', limit: SHOWN }),
        data: (answer) => ({ columns: fileColumns(), rows: answer.files.map(fileRow) }),
    });
    return { title: t('view.files'), intro: [searchForm()], panels: [pressing] };
}
