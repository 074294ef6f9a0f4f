// SPDX-License-Identifier: EUPL-1.2
// The frame of the page: navigation, signing in, updates, refusals.
export const pageWords = {
    'shell.skip': { fr: 'Aller au contenu', en: 'Skip to content' },
    'shell.menu': { fr: 'Rubriques', en: 'Sections' },
    'shell.home': { fr: 'Échéance, accueil', en: 'Échéance, home' },
    'shell.line': {
        fr: 'Les délais de la maison départementale des personnes handicapées',
        en: 'Processing times of the office for disabled people (MDPH)' },
    'shell.theme': { fr: 'Thème', en: 'Theme' },
    'shell.sign_out': { fr: 'Se déconnecter', en: 'Sign out' },
    'shell.accessibility': {
        fr: 'Accessibilité : non conforme (pas encore auditée)',
        en: 'Accessibility: not compliant (not yet audited)' },
    'shell.contract': { fr: 'Interface de programmation (OpenAPI)', en: 'Programming interface (OpenAPI)' },
    'theme.auto': { fr: 'du système', en: 'of the system' },
    'theme.light': { fr: 'clair', en: 'light' },
    'theme.dark': { fr: 'sombre', en: 'dark' },
    'view.overview': { fr: 'Vue d’ensemble', en: 'Overview' },
    'view.delays': { fr: 'Délais', en: 'Delays' },
    'view.queue': { fr: 'File d’attente', en: 'Queue' },
    'view.capacity': { fr: 'Capacité', en: 'Capacity' },
    'view.forecast': { fr: 'Prévision', en: 'Forecast' },
    'view.files': { fr: 'Dossiers', en: 'Files' },
    'view.file': { fr: 'Dossier {reference}', en: 'File {reference}' },
    'view.doctors': { fr: 'Médecins', en: 'Doctors' },
    'view.doctor': { fr: 'Médecin {id}', en: 'Doctor {id}' },
    'view.definitions': { fr: 'Définitions', en: 'Definitions' },
    'view.accessibility': { fr: 'Déclaration d’accessibilité', en: 'Accessibility statement' },
    'view.sign_in': { fr: 'Se connecter', en: 'Sign in' },
    'view.none': { fr: 'Page inconnue', en: 'Unknown page' },
    'view.none_text': {
        fr: 'Cette adresse ne mène à aucune page du tableau de bord.',
        en: 'This address leads to no page of the dashboard.' },
    'live.updated': { fr: 'Chiffres mis à jour à {time}.', en: 'Figures updated at {time}.' },
    'live.stale': {
        fr: 'Service injoignable à {time} : ces chiffres sont ceux d’avant.',
        en: 'Service out of reach at {time}: these figures are from before.' },
    'live.every': { fr: 'Mise à jour toutes les {count} secondes', en: 'Updated every {count} seconds' },
    'live.pause': { fr: 'Suspendre la mise à jour', en: 'Pause updates' },
    'live.resume': { fr: 'Reprendre la mise à jour', en: 'Resume updates' },
    'live.print': { fr: 'Imprimer', en: 'Print' },
    'sign_in.lead': {
        fr: 'Ce tableau de bord lit les mêmes données que les logiciels de la MDPH. Il faut un jeton d’accès, que l’administrateur du service délivre.',
        en: 'This dashboard reads the same data as the office’s software. It needs an access token, which the administrator of the service issues.' },
    'sign_in.token': { fr: 'Jeton d’accès', en: 'Access token' },
    'sign_in.help': {
        fr: 'Il reste dans cet onglet et disparaît à sa fermeture ; il ne figure jamais dans l’adresse.',
        en: 'It stays in this tab and is gone when the tab closes; it is never in the address.' },
    'sign_in.submit': { fr: 'Se connecter', en: 'Sign in' },
    'sign_in.refused': {
        fr: 'Ce jeton n’est pas reconnu : il est mal recopié, expiré ou révoqué.',
        en: 'This token is not known: it was copied wrongly, has expired or was revoked.' },
    'sign_in.ended': {
        fr: 'Le jeton n’est plus valable : reconnectez-vous.',
        en: 'The token is no longer valid: sign in again.' },
    'sign_in.left': { fr: 'Vous êtes déconnecté.', en: 'You are signed out.' },
    'panel.loading': { fr: 'Chargement…', en: 'Loading…' },
    'panel.empty': { fr: 'Rien à compter pour le moment.', en: 'Nothing to count for now.' },
    'panel.no_decision': {
        fr: 'Aucune décision dans cette période : il n’y a pas encore de délai à mesurer.',
        en: 'No decision in this period: there is no delay to measure yet.' },
    'panel.table': { fr: 'Données en tableau', en: 'Data as a table' },
    'panel.csv': { fr: 'Télécharger en CSV', en: 'Download CSV' },
    'panel.csv_of': { fr: 'Télécharger en CSV : {title}', en: 'Download CSV: {title}' },
    'chart.hover': {
        fr: 'Survolez la courbe pour lire une date ; le tableau donne tous les chiffres.',
        en: 'Point at the curve to read a date; the table has every figure.' },
    'chart.between': { fr: '{low} à {high}', en: '{low} to {high}' },
    'chart.first': {
        fr: 'Les {shown} premières lignes sur {all} ; le tableau les donne toutes.',
        en: 'The first {shown} rows of {all}; the table has them all.' },
    'refusal.signed_out': { fr: 'Le jeton n’est plus valable.', en: 'The token is no longer valid.' },
    'refusal.forbidden': {
        fr: 'Votre jeton ne donne pas accès à ces données.',
        en: 'Your token gives no access to these data.' },
    'refusal.absent': { fr: 'Ces données ne sont pas disponibles.', en: 'These data are not available.' },
    'refusal.not_understood': {
        fr: 'Le service refuse cette demande : vérifiez la période.',
        en: 'The service refuses this request: check the period.' },
    'refusal.busy': {
        fr: 'Le service est occupé ; nouvel essai à la prochaine mise à jour.',
        en: 'The service is busy; the next update tries again.' },
    'refusal.failed': {
        fr: 'Le service n’a pas pu répondre ; nouvel essai à la prochaine mise à jour.',
        en: 'The service could not answer; the next update tries again.' },
    'refusal.unreachable': {
        fr: 'Le service est injoignable ; nouvel essai à la prochaine mise à jour.',
        en: 'The service cannot be reached; the next update tries again.' },
    'period.form': { fr: 'Période et horloge', en: 'Period and clock' },
    'period.clock': { fr: 'Horloge', en: 'Clock' },
    'period.from': { fr: 'Du', en: 'From' },
    'period.until': { fr: 'Au', en: 'Until' },
    'period.baseline_from': { fr: 'Référence du', en: 'Baseline from' },
    'period.baseline_until': { fr: 'Référence au', en: 'Baseline until' },
    'period.apply': { fr: 'Appliquer', en: 'Apply' },
    'search.label': { fr: 'Référence ou identifiant du dossier', en: 'Reference or id of the file' },
    'search.submit': { fr: 'Chercher', en: 'Search' },
    'search.none': { fr: 'Aucun dossier ne porte « {text} ».', en: 'No file is called “{text}”.' },
};
