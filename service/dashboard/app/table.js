// SPDX-License-Identifier: EUPL-1.2
// A data set as a table: `{ columns: [{ key, label, kind, href? }], rows: [{…}] }`. The first column
// names the row. `kind` is one of format.js's, or `write(value, row)` gives
// the text; `href(row)` makes the cell a link.
import { h } from './dom.js';
import { cell, isFigure } from './format.js';
import { currentLanguage } from './i18n.js';

function content(row, column) {
    const text = column.write ? column.write(row[column.key], row) : cell(row[column.key], column.kind, currentLanguage());
    const href = column.href?.(row);
    return href ? h('a', { href }, text) : text;
}

function bodyCell(row, column, index) {
    const properties = isFigure(column.kind) ? { class: 'figure-cell' } : {};
    return index === 0
        ? h('th', { scope: 'row', ...properties }, content(row, column))
        : h('td', properties, content(row, column));
}

function headCell(column) {
    return h('th', { scope: 'col', class: isFigure(column.kind) ? 'figure-cell' : null }, h('span', {}, column.label));
}

/** The table in a frame that scrolls by itself on narrow screens, also by keyboard. */
export function table(title, { columns, rows }) {
    return h('div', { class: 'table-frame', role: 'region', 'aria-label': title, tabIndex: 0 },
        h('table', {},
            h('caption', { class: 'spoken' }, title),
            h('thead', {}, h('tr', {}, columns.map(headCell))),
            h('tbody', {}, rows.map((row) => h('tr', {},
                columns.map((column, index) => bodyCell(row, column, index)))))));
}

/** Hands the data to the browser as a file. */
export function download(name, text) {
    const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
    const link = h('a', { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
