// SPDX-License-Identifier: EUPL-1.2
// What needs no browser: figures, days, punctuation, CSV.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv } from '../../service/dashboard/app/csv.js';
import * as format from '../../service/dashboard/app/format.js';
import { figureWords } from '../../service/dashboard/text/figures.js';
import { fileWords } from '../../service/dashboard/text/file.js';
import { forecastWords } from '../../service/dashboard/text/forecast.js';
import { pageWords } from '../../service/dashboard/text/page.js';
import { proseWords } from '../../service/dashboard/text/prose.js';
import { termWords } from '../../service/dashboard/text/terms.js';

const NARROW = '\u202f';

test('figures have the separators of their language', () => {
    assert.equal(format.number(1234567.5, 'fr', 1), `1${NARROW}234${NARROW}567,5`);
    assert.equal(format.number(1234567.5, 'en', 1), '1,234,567.5');
    assert.equal(format.percent(0.4449, 'fr'), `44,5${NARROW}%`);
    assert.equal(format.percent(0.4449, 'en'), '44.5%');
    assert.equal(format.upToTwo(120, 'fr'), '120');
    assert.equal(format.upToTwo(120.25, 'fr'), '120,25');
    assert.equal(format.upToTwo(120.5, 'en'), '120.5');
});

test('a difference has its sign, with a true minus, and a zero has none', () => {
    assert.equal(format.signed(-16, 'fr', 0), '\u221216');
    assert.equal(format.signed(3.25, 'fr', 2), '+3,25');
    assert.equal(format.signed(-0.001, 'fr', 1), '0,0');
});

test('what is no figure is a dash, and a small group is said to be one', () => {
    assert.equal(format.number(undefined, 'fr'), format.NOTHING);
    assert.equal(format.cell(undefined, 'days', 'fr'), format.NOTHING);
    assert.equal(format.cell(format.SUPPRESSED, 'count', 'fr'), `<${NARROW}5`);
    assert.equal(format.cell(0, 'count', 'fr'), '0');
});

test('days are written as people write them, and what is no day as it came', () => {
    assert.equal(format.day('2026-11-05', 'fr'), '05/11/2026');
    assert.equal(format.longDay('2026-12-01', 'fr'), '1er décembre 2026');
    assert.equal(format.longDay('2026-12-01', 'en'), '1 December 2026');
    assert.equal(format.month('2026-11', 'fr'), 'nov. 2026');
    assert.equal(format.day('<b>', 'fr'), '<b>');
    assert.equal(format.day('2026-13-45', 'fr'), '2026-13-45');
});

test('months run from day number to day number, or to the last day', () => {
    assert.equal(format.addMonths('2026-10-31', 4), '2027-02-28');
    assert.equal(format.addMonths('2026-03-31', -1), '2026-02-28');
    assert.equal(format.addMonths('2026-01-15', -13), '2024-12-15');
    assert.equal(format.daysBetween('2026-03-28', '2026-03-30'), 2);
});

test('French punctuation has narrow no-break spaces, English is left alone', () => {
    assert.equal(format.typeset('Quoi ? « Oui » ; 12 % : non !', 'fr'),
        `Quoi${NARROW}? «${NARROW}Oui${NARROW}»${NARROW}; 12${NARROW}%${NARROW}: non${NARROW}!`);
    assert.equal(format.typeset('What? 12 %', 'en'), 'What? 12 %');
});

test('every text is there in both languages, with the same places', () => {
    const places = (text) => [...new Set([text].flat().flatMap((each) =>
        (typeof each === 'string' ? [each] : Object.values(each))).join(' ').match(/\{\w+\}/g) ?? [])].sort();
    const groups = [pageWords, figureWords, fileWords, forecastWords, proseWords, termWords];
    for (const [key, { fr, en }] of groups.flatMap((group) => Object.entries(group))) {
        assert.ok(fr && en, key);
        assert.deepEqual(places(fr), places(en), key);
        assert.doesNotMatch(JSON.stringify(fr), /[^ ][;!?»](?![\w])|'/, `${key}: no space before, or a straight apostrophe`);
    }
    assert.equal(new Set(groups.flatMap((group) => Object.keys(group))).size, groups.flatMap((group) => Object.keys(group)).length);
});

const data = (rows) => ({ columns: [{ key: 'a', label: 'Nom' }, { key: 'b', label: 'Jours' }], rows });

test('a CSV opens right in a French spreadsheet, and in an English one', () => {
    assert.equal(toCsv(data([{ a: 'x', b: 120.25 }, { a: 'é;"', b: undefined }]), 'fr'),
        '\ufeffNom;Jours\r\nx;120,25\r\n"é;""";\r\n');
    assert.equal(toCsv(data([{ a: 'x,y', b: 120.25 }]), 'en'), '\ufeffNom,Jours\r\n"x,y",120.25\r\n');
});

test('a text that a spreadsheet would compute is kept a text', () => {
    for (const text of ['=1+1', '+x', '-x', '@x', '\t=1']) {
        assert.ok(toCsv(data([{ a: text, b: -1 }]), 'fr').includes(`\n'${text};-1\r`), text);
    }
});
