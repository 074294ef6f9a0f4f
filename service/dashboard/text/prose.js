// SPDX-License-Identifier: EUPL-1.2
// Definitions and the accessibility statement.
export const proseWords = {
    'definitions.lead': {
        fr: 'Il y a trois réponses honnêtes à la question « combien de temps ? ». Ce tableau de bord dit toujours laquelle il donne.',
        en: 'There are three honest answers to “how long?”. This dashboard always says which one it gives.' },
    'definition.citizen': { fr: 'Horloge de l’usager', en: 'Citizen’s clock' },
    'definition.citizen_text': {
        fr: 'Du dépôt du dossier à la notification de la décision. Rien ne l’arrête : c’est le temps vécu par la personne.',
        en: 'From filing to the notification of the decision. Nothing stops it: it is the time that the person lives through.' },
    'definition.legal': { fr: 'Horloge légale', en: 'Legal clock' },
    'definition.legal_text': {
        fr: 'Du point de départ que la loi fixe pour le droit demandé (dépôt ou dossier recevable) à la décision. Quatre mois pour la plupart des droits (CASF R.241-33, CSS R.541-6), quinze jours ouvrés pour une PCH urgente (CASF R.245-36). Une demande de pièce indispensable l’arrête.',
        en: 'From the start that the law sets for the right (filing, or a complete file) to the decision. Four months for most rights (CASF R.241-33, CSS R.541-6), fifteen working days for an urgent PCH (CASF R.245-36). A request for an indispensable document stops it.' },
    'definition.barometer': { fr: 'Horloge du baromètre', en: 'Barometer clock' },
    'definition.barometer_text': {
        fr: 'Du dossier recevable à la décision, moyenne des demandes décidées dans la période, sans déduire les suspensions : la définition du baromètre de la CNSA.',
        en: 'From the complete file to the decision, mean of the requests decided in the period, suspensions not deducted: the definition of the CNSA’s barometer.' },
    'definition.median': { fr: 'Médiane', en: 'Median' },
    'definition.median_text': {
        fr: 'La moitié des demandes sont plus rapides, la moitié plus lentes. Une poignée de dossiers très anciens ne la déplace pas, contrairement à la moyenne.',
        en: 'Half of the requests are faster, half slower. A handful of very old files does not move it, unlike the mean.' },
    'definition.p90': { fr: '9e décile', en: '9th decile' },
    'definition.p90_text': {
        fr: 'Neuf demandes sur dix sont plus rapides. C’est le délai que l’on peut annoncer sans décevoir souvent.',
        en: 'Nine requests in ten are faster. It is the delay that one can announce and seldom disappoint.' },
    'definition.kaplan_meier': {
        fr: 'Attente médiane, demandes ouvertes comprises',
        en: 'Median wait, open requests included' },
    'definition.kaplan_meier_text': {
        fr: 'Estimation de Kaplan-Meier : les demandes encore ouvertes comptent pour le temps déjà attendu. Sans elles, un service qui ne décide que les dossiers récents paraîtrait rapide.',
        en: 'The Kaplan–Meier estimate: requests still open count for the time they have waited. Without them, an office that decides only recent files would look fast.' },
    'definition.overdue': { fr: 'En retard', en: 'Overdue' },
    'definition.overdue_text': {
        fr: 'Une demande ouverte dont le dernier jour du délai légal est passé. Le silence vaut rejet, mais le devoir de décider demeure : elle reste ouverte.',
        en: 'An open request whose last legal day has passed. Silence counts as a refusal, but the duty to decide remains: it stays open.' },
    'definition.suspension': { fr: 'Suspension', en: 'Suspension' },
    'definition.suspension_text': {
        fr: 'De la demande d’une pièce indispensable à sa réception, au plus tard au terme fixé. Elle repousse l’échéance légale d’autant de jours ; elle n’arrête pas l’horloge de l’usager.',
        en: 'From the request for an indispensable document to its receipt, at most until the time limit. It pushes the legal due date by as many days; it does not stop the citizen’s clock.' },
    'definition.effective': { fr: 'Échéance effective', en: 'Effective due date' },
    'definition.effective_text': {
        fr: 'L’échéance légale, avancée d’un nombre de jours qui dépend de la situation (procédure urgente, droit qui expire, recours). Elle donne l’ordre de passage ; le barème est publié avec la configuration.',
        en: 'The legal due date, brought forward by a number of days that depends on the situation (urgent procedure, a right that ends, an appeal). It gives the order of service; its table is published with the configuration.' },
    'definition.stages': { fr: 'Étapes', en: 'Steps' },
    'definition.stages_text': {
        fr: 'Recevabilité, attente d’un médecin, évaluation, contreseing, décision, notification. Leurs durées s’ajoutent exactement au délai de l’usager.',
        en: 'Intake, waiting for a doctor, evaluation, countersignature, decision, notification. They sum exactly to the citizen’s delay.' },
    'definition.flow': { fr: 'Flux', en: 'Flow' },
    'definition.flow_text': {
        fr: 'Ouvertes au début + reçues + rouvertes − décidées − retirées − effacées = ouvertes à la fin. L’égalité est vérifiée par le service.',
        en: 'Open at the start + received + reopened − decided − withdrawn − purged = open at the end. The service checks that it holds.' },
    'definition.reduction': { fr: 'Réduction des délais', en: 'Reduction of delays' },
    'definition.reduction_text': {
        fr: 'Différence entre deux périodes, avec un intervalle de confiance à 95 % obtenu par rééchantillonnage. Négative, elle est une baisse.',
        en: 'The difference between two periods, with a 95% confidence interval by resampling. A negative one is a fall.' },
    'definition.mix': { fr: 'Rapidité et mélange', en: 'Speed and mix' },
    'definition.mix_text': {
        fr: 'Si l’on décide plus de droits rapides, la moyenne baisse sans que personne n’attende moins. La part de rapidité est ce qui reste à mélange égal.',
        en: 'Where more of the fast rights are decided, the mean falls though nobody waits less. The share of speed is what remains with the same mix.' },
    'definition.capacity': { fr: 'Capacité', en: 'Capacity' },
    'definition.capacity_text': {
        fr: 'Minutes d’évaluation prévues, vacations et absences comprises, comparées au temps attendu pour les dossiers qui attendent et pour ceux qui arrivent.',
        en: 'Planned minutes of evaluation, sessions and absences included, against the expected time of the files that wait and of those that arrive.' },
    'definition.unassignable': { fr: 'Dossier que personne ne peut prendre', en: 'File that nobody can take' },
    'definition.unassignable_text': {
        fr: 'Dossier en attente pour lequel chaque médecin en activité enfreint au moins une règle : compétence, secteur, conflit d’intérêts, encadrement…',
        en: 'A waiting file for which each working doctor breaks at least one rule: skill, sector, conflict of interest, supervision…' },
    'definition.suppressed': { fr: 'Petits effectifs', en: 'Small counts' },
    'definition.suppressed_text': {
        fr: 'Un groupe de moins de cinq demandes est affiché « < 5 », sans délai, pour qu’aucune personne ne soit reconnue.',
        en: 'A group of fewer than five requests is shown as “< 5”, without a delay, so that nobody can be recognised.' },
    'definition.file_request': { fr: 'Dossier et demande', en: 'File and request' },
    'definition.file_request_text': {
        fr: 'Un dossier est le dépôt d’une personne ; il contient une ou plusieurs demandes de droits. Les délais se mesurent par demande, le travail des médecins par dossier.',
        en: 'A file is what one person files; it holds one or more requests for rights. Delays are measured by request, the doctors’ work by file.' },
    'statement.state': { fr: 'État de conformité', en: 'Compliance' },
    'statement.state_text.1': {
        fr: 'Ce tableau de bord vise le niveau AA du RGAA 4.1. Aucun audit de conformité n’a été réalisé par un tiers : il est donc « non conforme » au sens du référentiel tant que cet audit n’existe pas.',
        en: 'This dashboard aims at level AA of RGAA 4.1, the French accessibility standard. No third party has audited it: until one does, it counts as “not compliant” in the words of that standard.' },
    'statement.state_text.2': {
        fr: 'L’organisme qui le met en service doit compléter cette déclaration par son nom, la date de l’audit et son taux de conformité.',
        en: 'The body that puts it into service completes this statement with its name, the day of the audit and its rate of compliance.' },
    'statement.tested': { fr: 'Ce qui est vérifié', en: 'What is checked' },
    'statement.tested_text.1': {
        fr: 'À chaque version, un moteur d’analyse (axe-core, critères WCAG 2.1 A et AA) parcourt chaque page, en français et en anglais, en thème clair et sombre, dans un navigateur réel, sans aucune erreur. Le parcours au clavier est rejoué de la même façon.',
        en: 'For each version, an analysis engine (axe-core, WCAG 2.1 A and AA) goes over every page, in French and English, light and dark, in a real browser, without any error. The way by keyboard is replayed as well.' },
    'statement.tested_text.2': {
        fr: 'Ces contrôles automatiques ne couvrent qu’une partie des critères ; aucun essai avec des personnes handicapées n’a encore eu lieu.',
        en: 'Automatic checks cover a part of the criteria only; no trial with disabled people has been made yet.' },
    'statement.limits': { fr: 'Limites connues', en: 'Known limits' },
    'statement.limits_text.1': {
        fr: 'Les courbes sont des images : la valeur lue au survol n’est pas accessible au clavier. Le tableau placé sous chaque courbe donne toutes les valeurs.',
        en: 'Curves are images: the value read by pointing cannot be reached by keyboard. The table under each curve gives all values.' },
    'statement.limits_text.2': {
        fr: 'Les références des dossiers et les codes propres à l’organisme sont affichés tels quels.',
        en: 'References of files and the office’s own codes are shown as they are.' },
    'statement.keyboard': { fr: 'Au clavier', en: 'By keyboard' },
    'statement.keyboard_text.1': {
        fr: 'Tabulation mène d’abord au lien « Aller au contenu », puis aux rubriques. Espace ou Entrée ouvre le tableau d’un graphique. Les tableaux larges défilent avec les flèches.',
        en: 'Tab leads first to the link “Skip to content”, then to the sections. Space or Enter opens the table of a chart. Wide tables scroll with the arrow keys.' },
    'statement.keyboard_text.2': {
        fr: 'La mise à jour automatique peut être suspendue ; elle n’est annoncée aux lecteurs d’écran qu’une fois par demi-minute au plus.',
        en: 'Automatic updates can be paused; screen readers hear of them once every half minute at most.' },
    'statement.contact': { fr: 'Signaler une difficulté', en: 'Report a difficulty' },
    'statement.contact_text.1': {
        fr: 'Écrivez à votre MDPH, qui exploite ce service : elle doit vous donner l’information sous une autre forme. Sans réponse satisfaisante, vous pouvez saisir le Défenseur des droits.',
        en: 'Write to your MDPH, which runs this service: it must give you the information in another form. Without a satisfying answer you may turn to the French Defender of Rights.' },
};
