// SPDX-License-Identifier: EUPL-1.2
// The doctors, and each one's files in the order to take them. No figure here ranks a person.
import { get, segment } from '../app/api.js';
import { h } from '../app/dom.js';
import { t, term } from '../app/i18n.js';
import { Panel } from '../app/panel.js';
import { fileColumns, fileRow } from './files.js';

const MOST = 500;

export async function doctors() {
    const list = new Panel({
        id: 'doctors', wide: true, title: t('doctors.title'), lead: t('doctors.lead'),
        load: () => get('doctors', { limit: MOST }),
        data: (answer) => ({
            columns: [
                { key: 'id', label: t('column.doctor'), kind: 'text', href: (row) => `#/doctors/${segment(row.id)}` },
                { key: 'kind', label: t('column.kind'), kind: 'text' },
                { key: 'specialty', label: t('column.specialty'), kind: 'text' },
                { key: 'skills', label: t('column.skills'), kind: 'text' },
                { key: 'open', label: t('column.open_files'), kind: 'count' },
                { key: 'capacity', label: t('column.capacity_week'), kind: 'minutes' },
                { key: 'held', label: t('column.held'), kind: 'minutes' }],
            rows: answer.doctors.map((doctor) => ({
                id: doctor.id, kind: term('kind', doctor.kind), specialty: doctor.specialty && term('specialty', doctor.specialty),
                skills: (doctor.skills ?? []).map((skill) => term('skill', skill)).join(', '), open: doctor.open_files,
                capacity: doctor.week?.capacity_minutes, held: doctor.week?.held_minutes })),
        }),
    });
    return { title: t('view.doctors'), panels: [list] };
}

export async function doctor(route) {
    const worklist = new Panel({
        id: 'worklist', wide: true, title: t('worklist.title'), lead: t('worklist.lead'), empty: t('worklist.empty'), absent: t('worklist.absent'),
        load: () => get(`doctors/${segment(route.id)}/worklist`),
        data: (answer) => ({
            columns: [{ key: 'place', label: t('column.place'), kind: 'count' }, ...fileColumns()],
            rows: answer.files.map((file, index) => ({ place: index + 1, ...fileRow(file) })),
        }),
    });
    return {
        title: t('view.doctor', { id: route.id }),
        back: { href: '#/doctors', text: t('view.doctors') },
        intro: [h('p', { class: 'lead' }, t('worklist.order'))],
        panels: [worklist],
    };
}
