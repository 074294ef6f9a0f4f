// SPDX-License-Identifier: EUPL-1.2
// One block of a view: a title, a chart, the table behind it, its CSV. Each panel asks for its own
// data, so that what one of them may not see, or cannot get, leaves the others alone.
import { toCsv } from './csv.js';
import { h, refill } from './dom.js';
import { currentLanguage, t } from './i18n.js';
import { download, table } from './table.js';

/** Refusals that may be over at the next update. */
export const PASSING = new Set(['unreachable', 'busy', 'failed']);

/**
 * `spec`:
 *   id     names the element, and the file of its CSV
 *   title, lead   what it shows; how to read it
 *   load   () => a promise of `{ ok, data }` or `{ ok: false, reason }`
 *   draw   (data) => nodes of the chart; absent where the table is the figure
 *   data   (data) => the data set of the table and the CSV; null when there is nothing to count
 *   empty, absent   said instead when there is nothing to count; when the address names nothing
 *   wide   takes the whole width; open: the table is not folded
 */
export class Panel {
    constructor(spec) {
        this.spec = spec;
        this.shown = undefined; // the answer on the screen, as text
        this.body = h('div', { class: 'panel-body' }, h('p', { class: 'quiet' }, t('panel.loading')));
        this.element = h('section', {
            class: spec.wide ? 'panel wide' : 'panel', id: spec.id, 'aria-labelledby': `${spec.id}-title` },
        h('h2', { id: `${spec.id}-title` }, spec.title),
        spec.lead ? h('p', { class: 'lead' }, spec.lead) : null,
        this.body);
    }

    /**
     * Asks again; touches nothing on the screen when the answer is the same, or when there is none for
     * the moment and an older one stands. False in that last case.
     */
    async refresh() {
        const answer = await this.spec.load();
        if (PASSING.has(answer.reason) && this.answer?.ok) return false;
        const text = JSON.stringify(answer);
        if (text === this.shown) return true;
        this.shown = text;
        this.answer = answer;
        this.show();
        return true;
    }

    /** Draws the answer once more, for other colours or paper. */
    show() {
        const { answer, spec } = this;
        if (answer === undefined) return;
        if (!answer.ok) {
            const isAbsent = answer.reason === 'absent' && spec.absent;
            refill(this.body, h('p', { class: 'notice' }, isAbsent ? spec.absent : t(`refusal.${answer.reason}`)));
            return;
        }
        const data = spec.data?.(answer.data);
        if (data === null || data?.rows.length === 0) {
            refill(this.body, h('p', { class: 'notice' }, spec.empty ?? t('panel.empty')));
            return;
        }
        const isOpen = this.body.querySelector('details')?.open ?? false;
        refill(this.body, spec.draw?.(answer.data, data), data ? this.behind(data, isOpen) : null);
        for (const canvas of this.body.querySelectorAll('.canvas')) canvas.dispatchEvent(new Event('placed'));
    }

    /** The table and the CSV: the table folded away where a chart stands before it. */
    behind(data, isOpen) {
        const { id, title } = this.spec;
        const csv = h('button', { type: 'button', class: 'plain csv', 'data-key': `${id}-csv`,
            'aria-label': t('panel.csv_of', { title }),
            onclick: () => download(`echeance-${id}.csv`, toCsv(data, currentLanguage())) }, t('panel.csv'));
        const figures = table(title, data);
        if (!this.spec.draw || this.spec.open) return [figures, h('p', { class: 'actions' }, csv)];
        const summary = h('summary', { 'data-key': `${id}-table` }, t('panel.table'),
            h('span', { class: 'spoken' }, ` ${title}`));
        return h('div', { class: 'behind' }, h('details', { open: isOpen }, summary, figures), csv);
    }
}
