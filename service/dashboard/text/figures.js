// SPDX-License-Identifier: EUPL-1.2
// Titles, reading aids and sentences of the charts.
export const figureWords = {
    'headline.title': { fr: 'Où en est-on ?', en: 'Where do we stand?' },
    'headline.waiting': {
        fr: {
            one: '{files} dossier attend.',
            other: '{files} dossiers attendent.' },
        en: {
            one: '{files} file is waiting.',
            other: '{files} files are waiting.' } },
    'headline.late': {
        fr: {
            one: '{overdue} demande sur {requests} a dépassé son délai légal ({share}).',
            other: '{overdue} demandes sur {requests} ont dépassé leur délai légal ({share}).' },
        en: {
            one: '{overdue} request of {requests} is past its legal limit ({share}).',
            other: '{overdue} requests of {requests} are past their legal limit ({share}).' } },
    'headline.wait': {
        fr: {
            one: 'La moitié des demandes attendent {days} jour ou plus, du dépôt à la notification.',
            other: 'La moitié des demandes attendent {days} jours ou plus, du dépôt à la notification.' },
        en: {
            one: 'Half of the requests wait {days} day or more, from filing to notification.',
            other: 'Half of the requests wait {days} days or more, from filing to notification.' } },
    'headline.have_waited': {
        fr: {
            one: 'La moitié des demandes ouvertes attendent depuis {days} jour ou plus.',
            other: 'La moitié des demandes ouvertes attendent depuis {days} jours ou plus.' },
        en: {
            one: 'Half of the open requests have waited for {days} day or more.',
            other: 'Half of the open requests have waited for {days} days or more.' } },
    'headline.shorter': {
        fr: {
            one: 'Délai médian des demandes abouties : {days} jour de moins que du {from} au {until} (intervalle à 95 % : {low} à {high}).',
            other: 'Délai médian des demandes abouties : {days} jours de moins que du {from} au {until} (intervalle à 95 % : {low} à {high}).' },
        en: {
            one: 'Median delay of finished requests: {days} day less than from {from} to {until} (95% interval: {low} to {high}).',
            other: 'Median delay of finished requests: {days} days less than from {from} to {until} (95% interval: {low} to {high}).' } },
    'headline.longer': {
        fr: {
            one: 'Délai médian des demandes abouties : {days} jour de plus que du {from} au {until} (intervalle à 95 % : {low} à {high}).',
            other: 'Délai médian des demandes abouties : {days} jours de plus que du {from} au {until} (intervalle à 95 % : {low} à {high}).' },
        en: {
            one: 'Median delay of finished requests: {days} day more than from {from} to {until} (95% interval: {low} to {high}).',
            other: 'Median delay of finished requests: {days} days more than from {from} to {until} (95% interval: {low} to {high}).' } },
    'headline.same': {
        fr: 'Délai médian des demandes abouties : aucune différence établie avec la période du {from} au {until} (intervalle à 95 % : {low} à {high} jours).',
        en: 'Median delay of finished requests: no difference shown against {from} to {until} (95% interval: {low} to {high} days).' },
    'headline.no_change': {
        fr: 'La comparaison avec la période de référence n’est pas disponible : il faut des décisions dans les deux périodes.',
        en: 'The comparison with the baseline is not available: it needs decisions in both periods.' },
    'tile.files': { fr: 'dossiers en attente', en: 'files waiting' },
    'tile.files_note': {
        fr: {
            one: '{requests} demande ouverte',
            other: '{requests} demandes ouvertes' },
        en: {
            one: '{requests} open request',
            other: '{requests} open requests' } },
    'tile.overdue': { fr: 'demandes en retard', en: 'requests overdue' },
    'tile.overdue_note': { fr: '{share} des demandes ouvertes', en: '{share} of the open requests' },
    'tile.wait': { fr: 'attente médiane', en: 'median wait' },
    'tile.wait_note': { fr: 'demandes en cours comprises', en: 'open requests included' },
    'tile.days': { fr: '{days} jours', en: '{days} days' },
    'tile.at_least': { fr: '{days} jours et plus', en: '{days} days and more' },
    'tile.wait_open_note': { fr: 'des demandes ouvertes, depuis leur dépôt', en: 'of open requests, since filing' },
    'tile.work': { fr: 'de travail médical', en: 'of medical work' },
    'tile.work_note': { fr: 'temps d’évaluation attendu', en: 'expected time of evaluation' },
    'backlog_curve.title': { fr: 'Demandes en attente', en: 'Requests waiting' },
    'backlog_curve.lead': {
        fr: 'Demandes ouvertes à la fin de chaque semaine.',
        en: 'Open requests at the end of each week.' },
    'backlog_curve.summary': {
        fr: 'Courbe des demandes ouvertes sur six mois, de {first} à {count}.',
        en: 'Curve of open requests over six months, from {first} to {count}.' },
    'flow_curve.title': { fr: 'Entrées et décisions', en: 'Arrivals and decisions' },
    'flow_curve.lead': {
        fr: 'Demandes reçues et demandes décidées, par semaine entière.',
        en: 'Requests received and requests decided, by whole week.' },
    'flow_curve.summary': {
        fr: 'Courbes hebdomadaires sur six mois : {received} demandes reçues, {decided} décidées.',
        en: 'Weekly curves over six months: {received} requests received, {decided} decided.' },
    'flow.opening': { fr: 'Au début', en: 'At the start' },
    'flow.received': { fr: 'Reçues', en: 'Received' },
    'flow.reopened': { fr: 'Rouvertes', en: 'Reopened' },
    'flow.decided': { fr: 'Décidées', en: 'Decided' },
    'flow.withdrawn': { fr: 'Retirées', en: 'Withdrawn' },
    'flow.purged': { fr: 'Effacées', en: 'Purged' },
    'flow.closing': { fr: 'Ouvertes à la fin', en: 'Open at the end' },
    'delay_curve.title': { fr: 'Délais par mois', en: 'Delays by month' },
    'delay_curve.lead': {
        fr: 'Demandes décidées dans le mois, horloge : {clock}. La moitié sont plus rapides que la médiane, neuf sur dix que le 9e décile.',
        en: 'Requests decided in the month, {clock} clock. Half are faster than the median, nine in ten than the 9th decile.' },
    'delay_curve.summary': {
        fr: 'Courbes du délai médian et du 9e décile par mois, horloge : {clock}. Dernière médiane : {median} jours.',
        en: 'Curves of the median delay and the 9th decile by month, {clock} clock. Last median: {median} days.' },
    'limit.legal': { fr: 'Limite légale : {n} mois', en: 'Legal limit: {n} months' },
    'limit.target': { fr: 'Objectif : {n} mois', en: 'Target: {n} months' },
    'limit.both': { fr: 'Limite légale et objectif : {n} mois', en: 'Legal limit and target: {n} months' },
    'delays_by.right': { fr: 'Délais et attente par droit', en: 'Delays and waiting by right' },
    'delays_by.sector': { fr: 'Délais et attente par secteur', en: 'Delays and waiting by sector' },
    'delays_by.text': {
        fr: { one: '{days} jours · {n} décision', other: '{days} jours · {n} décisions' },
        en: { one: '{days} days · {n} decision', other: '{days} days · {n} decisions' } },
    'delays_by.summary': {
        fr: { one: 'Délai médian de {count} ligne.', other: 'Délai médian de {count} lignes, celles qui ont le plus de demandes ouvertes d’abord.' },
        en: { one: 'Median delay of {count} row.', other: 'Median delay of {count} rows, those with most open requests first.' } },
    'delays_by.lead_median': {
        fr: 'Délai médian des demandes décidées dans la période, horloge : {clock}. Le tableau donne aussi ce qui attend aujourd’hui.',
        en: 'Median delay of the requests decided in the period, {clock} clock. The table also has what waits today.' },
    'delays_by.lead': {
        fr: 'À gauche ce qui attend aujourd’hui, à droite ce qui a été décidé dans la période. Horloge : {clock}.',
        en: 'On the left what waits today, on the right what was decided in the period. Clock: {clock}.' },
    'reduction.title': { fr: 'Les délais baissent-ils ?', en: 'Are delays falling?' },
    'reduction.lead': {
        fr: 'Demandes décidées dans les deux périodes, horloge : {clock}. Une différence dont l’intervalle contient zéro peut venir du hasard.',
        en: 'Requests decided in both periods, {clock} clock. A difference whose interval holds zero may be chance.' },
    'reduction.measure': { fr: 'Mesure', en: 'Measure' },
    'reduction.baseline': { fr: 'Période de référence', en: 'Baseline' },
    'reduction.period': { fr: 'Période', en: 'Period' },
    'reduction.difference': { fr: 'Différence', en: 'Difference' },
    'reduction.low': { fr: 'Borne basse à 95 %', en: 'Low end, 95%' },
    'reduction.high': { fr: 'Borne haute à 95 %', en: 'High end, 95%' },
    'reduction.points': { fr: '{points} points', en: '{points} points' },
    'reduction.effects': {
        fr: 'De la différence de la moyenne, {speed} jours viennent de la rapidité et {mix} jours d’un autre mélange de droits. Intervalles à {confidence} ({replications} tirages, graine {seed}).',
        en: 'Of the difference of the mean, {speed} days come from speed and {mix} days from another mix of rights. Intervals at {confidence} ({replications} replications, seed {seed}).' },
    'reduction.no_effect': {
        fr: 'La part de la rapidité et celle du mélange de droits ne se calculent pas : il faut des décisions dans les deux périodes.',
        en: 'The shares of speed and of mix cannot be computed: they need decisions in both periods.' },
    'measure.n': { fr: 'Demandes décidées', en: 'Requests decided' },
    'measure.mean_days': { fr: 'Délai moyen (jours)', en: 'Mean delay (days)' },
    'measure.median_days': { fr: 'Délai médian (jours)', en: 'Median delay (days)' },
    'measure.p90_days': { fr: '9e décile (jours)', en: '9th decile (days)' },
    'measure.overdue_share': { fr: 'Part hors délai', en: 'Share past the limit' },
    'measure.backlog': { fr: 'Demandes ouvertes à la fin', en: 'Requests open at the end' },
    'stages.title': { fr: 'Où passe le temps', en: 'Where the time goes' },
    'stages.lead': {
        fr: 'Dossiers notifiés dans la période : les étapes s’ajoutent exactement au délai total.',
        en: 'Files notified in the period: the steps sum exactly to the whole.' },
    'stages.summary': {
        fr: 'Part de chaque étape dans le délai de {files} dossiers notifiés, {days} jours en moyenne.',
        en: 'Share of each step in the delay of {files} notified files, {days} days on average.' },
    'suspended.title': { fr: 'Temps suspendu', en: 'Time suspended' },
    'suspended.lead': {
        fr: 'Jours pendant lesquels une pièce indispensable manquait, par motif.',
        en: 'Days on which an indispensable document was missing, by reason.' },
    'suspended.none': { fr: 'Aucune suspension dans la période.', en: 'No suspension in the period.' },
    'suspended.summary': {
        fr: '{days} jours suspendus, soit {share} du temps.',
        en: '{days} days suspended, {share} of the time.' },
    'age_pyramid.title': { fr: 'Âge des demandes', en: 'Age of the requests' },
    'age_pyramid.lead': {
        fr: 'Jours depuis le dépôt. À gauche les demandes encore dans leur délai, à droite celles qui l’ont dépassé.',
        en: 'Days since filing. On the left requests still in time, on the right those past their limit.' },
    'age_pyramid.summary': {
        fr: 'Pyramide de l’âge de {requests} demandes, dont {overdue} en retard.',
        en: 'Age pyramid of {requests} requests, {overdue} of them overdue.' },
    'due_calendar.title': { fr: 'Calendrier des échéances', en: 'Due calendar' },
    'due_calendar.lead': {
        fr: 'Dossiers selon la première échéance légale de leurs demandes ouvertes.',
        en: 'Files by the earliest legal due date of their open requests.' },
    'due_calendar.late': { fr: 'échéance passée', en: 'due date past' },
    'due_calendar.to_come': { fr: 'échéance à venir', en: 'due date to come' },
    'due_calendar.summary': {
        fr: '{late} dossiers ont dépassé leur échéance ; {soon} arrivent à échéance dans les trente jours.',
        en: '{late} files are past their due date; {soon} fall due within thirty days.' },
    'key.on_time': { fr: 'dans le délai', en: 'in time' },
    'key.late': { fr: 'en retard', en: 'overdue' },
    'funnel.title': { fr: 'Étapes', en: 'Steps' },
    'funnel.lead': {
        fr: 'Dossiers à chaque étape aujourd’hui, et durée de l’étape pour les dossiers notifiés dans les douze derniers mois.',
        en: 'Files at each step today, and how long the step took for files notified in the last twelve months.' },
    'funnel.median': { fr: 'médiane {days} j', en: 'median {days} d' },
    'funnel.summary': { fr: '{files} dossiers ouverts, par étape.', en: '{files} open files, by step.' },
    'funnel.no_times': {
        fr: 'La durée des étapes n’est pas affichée.',
        en: 'The duration of the steps is not shown.' },
    'backlog_by.right': { fr: 'Attente par droit', en: 'Waiting by right' },
    'backlog_by.sector': { fr: 'Attente par secteur', en: 'Waiting by sector' },
    'backlog_by.stage': { fr: 'Attente par âge de la vie', en: 'Waiting by stage of life' },
    'backlog_by.nature': { fr: 'Premières demandes et réexamens', en: 'First requests and reviews' },
    'backlog_by.lead': { fr: 'Demandes ouvertes aujourd’hui.', en: 'Requests open today.' },
    'backlog_by.text': { fr: '{requests} · {share} en retard', en: '{requests} · {share} overdue' },
    'backlog_by.summary': {
        fr: 'La plus longue barre : {first}, {requests} demandes.',
        en: 'The longest bar: {first}, {requests} requests.' },
    'capacity.title': { fr: 'Capacité et besoin', en: 'Capacity and demand' },
    'capacity.lead': {
        fr: 'Heures d’évaluation des médecins, semaine par semaine, face au travail qui arrive.',
        en: 'The doctors’ hours of evaluation, week by week, against the work that arrives.' },
    'capacity.used': { fr: 'déjà prises', en: 'taken' },
    'capacity.free': { fr: 'libres', en: 'free' },
    'capacity.demand': { fr: 'travail reçu par semaine', en: 'work received a week' },
    'capacity.none': {
        fr: 'Aucune heure de médecin n’est prévue : {backlog} de travail attendent.',
        en: 'No hours of doctors are planned: {backlog} of work wait.' },
    'capacity.grows': {
        fr: 'La file grandit : {received} de travail arrivent chaque semaine pour {capacity} de capacité. {backlog} attendent déjà.',
        en: 'The queue grows: {received} of work arrive each week for {capacity} of capacity. {backlog} wait already.' },
    'capacity.clears': {
        fr: {
            one: '{backlog} de travail attendent. Avec {capacity} de capacité par semaine pour {received} reçues, il faudrait {weeks} semaine pour résorber la file.',
            other: '{backlog} de travail attendent. Avec {capacity} de capacité par semaine pour {received} reçues, il faudrait {weeks} semaines pour résorber la file.' },
        en: {
            one: '{backlog} of work wait. With {capacity} of capacity a week for {received} received, it would take {weeks} week to clear the queue.',
            other: '{backlog} of work wait. With {capacity} of capacity a week for {received} received, it would take {weeks} weeks to clear the queue.' } },
    'skills.title': { fr: 'Capacité par compétence', en: 'Capacity by skill' },
    'skills.lead': {
        fr: 'Temps qu’il faudrait aux médecins qui ont la compétence pour lire ce qui la demande, s’ils ne lisaient rien d’autre.',
        en: 'Time that the doctors with the skill would need for the files that ask for it, if they read nothing else.' },
    'skills.weeks': {
        fr: { one: '{weeks} semaine', other: '{weeks} semaines' }, en: { one: '{weeks} week', other: '{weeks} weeks' } },
    'skills.nobody': { fr: 'aucun médecin', en: 'no doctor' },
    'skills.colon': { fr: ' : ', en: ': ' },
    'doctors_by_kind.title': { fr: 'Médecins', en: 'Doctors' },
    'doctors_by_kind.lead': {
        fr: 'Un compte actif sans vacation ou avec une absence n’est pas de la capacité.',
        en: 'An enabled account without a session, or with an absence, is not capacity.' },
    'doctor_state.working': { fr: 'En activité', en: 'Working' },
    'doctor_state.absent': { fr: 'Absents', en: 'Absent' },
    'doctor_state.not_yet': { fr: 'Pas encore là', en: 'Not yet there' },
    'doctor_state.gone': { fr: 'Partis', en: 'Gone' },
    'unassignable.title': { fr: 'Dossiers que personne ne peut prendre', en: 'Files that nobody can take' },
    'unassignable.lead': {
        fr: 'Dossiers en attente qu’aucun médecin en activité ne peut évaluer, par règle en cause.',
        en: 'Waiting files that no working doctor may evaluate, by the rule at fault.' },
    'unassignable.none': {
        fr: 'Aucun : chaque dossier en attente a au moins un médecin.',
        en: 'None: each waiting file has at least one doctor.' },
    'unassignable.summary': {
        fr: '{files} dossiers sans médecin possible, par motif.',
        en: '{files} files without a possible doctor, by reason.' },
    'this_week.title': { fr: 'Cette semaine', en: 'This week' },
    'this_week.lead': {
        fr: 'Minutes de chaque médecin pour la semaine en cours : prévues, réservées par des dossiers, passées.',
        en: 'Each doctor’s minutes of the current week: planned, held by files, spent.' },
    'this_week.statement': {
        fr: '{doctors} médecins, {capacity} prévues cette semaine, dont {share} déjà prises.',
        en: '{doctors} doctors, {capacity} planned this week, {share} of it taken.' },
    'pressing.title': { fr: 'Les plus en retard', en: 'The latest of all' },
    'pressing.lead': {
        fr: 'Les {count} dossiers dont l’échéance légale est la plus ancienne.',
        en: 'The {count} files with the oldest legal due dates.' },
    'doctors.title': { fr: 'Tous les médecins', en: 'All doctors' },
    'doctors.lead': {
        fr: 'Chaque identifiant mène à la liste de travail du médecin.',
        en: 'Each id leads to the doctor’s worklist.' },
    'worklist.title': { fr: 'Liste de travail', en: 'Worklist' },
    'worklist.lead': { fr: 'Dossiers confiés à ce médecin.', en: 'Files given to this doctor.' },
    'worklist.order': {
        fr: 'Le premier dossier de la liste est le plus pressant : l’échéance effective est l’échéance légale moins les jours d’avance que donne la situation de la personne.',
        en: 'The first file of the list is the most pressing: the effective due date is the legal due date less the days of credit that the person’s situation earns.' },
    'worklist.absent': { fr: 'Aucun médecin ne porte cet identifiant.', en: 'No doctor has this id.' },
    'worklist.empty': { fr: 'Aucun dossier en cours.', en: 'No open file.' },
};
