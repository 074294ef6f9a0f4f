// SPDX-License-Identifier: EUPL-1.2
// A table as CSV that opens right in the reader's spreadsheet. Pure.

/** French spreadsheets part columns by `;` and write decimals with a comma. */
const STYLES = { fr: { separator: ';', point: ',' }, en: { separator: ',', point: '.' } };

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
const harmless = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function field(value, style) {
    if (value === undefined || value === null) return '';
    if (typeof value === 'number') return String(value).replace('.', style.point);
    const text = harmless(String(value));
    return /[";,\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `{ columns: [{ key, label }], rows: [{…}] }`; figures as they are, not rounded for reading. */
export function toCsv({ columns, rows }, language) {
    const style = STYLES[language];
    const lines = [columns.map((column) => field(column.label, style)),
        ...rows.map((row) => columns.map((column) => field(row[column.key], style)))];
    return `\ufeff${lines.map((line) => line.join(style.separator)).join('\r\n')}\r\n`;
}
