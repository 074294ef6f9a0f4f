// SPDX-License-Identifier: EUPL-1.2
// The forecast: its question, its answer in sentences, how far it can be believed; a file's outlook.
export const forecastWords = {
    'forecast.lead': {
        fr: 'Que changeraient d’autres médecins, et quand ? Le service simule la file jour après jour, avec les règles qui servent les vrais dossiers.',
        en: 'What would other doctors change, and when? The service simulates the queue day by day, with the rules that serve real files.' },
    'forecast.form': { fr: 'Scénario', en: 'Scenario' },
    'forecast.more_doctors': { fr: 'Médecins de plus', en: 'More doctors' },
    'forecast.conditions': { fr: 'Conditions', en: 'Conditions' },
    'forecast.kind.titular': { fr: 'Titulaires', en: 'Titular' },
    'forecast.kind.sessional': { fr: 'Vacataires', en: 'Sessional' },
    'forecast.kind.supervised': { fr: 'Encadrés', en: 'Supervised' },
    'forecast.doctors': {
        fr: { one: '{n} médecin', other: '{n} médecins' }, en: { one: '{n} doctor', other: '{n} doctors' } },
    'forecast.share': { fr: '{n} %', en: '{n}%' },
    'forecast.arrivals': { fr: 'Arrivées de dossiers', en: 'Files that arrive' },
    'forecast.from': { fr: 'Arrivée des médecins', en: 'Doctors start on' },
    'forecast.minutes': { fr: 'Minutes par semaine d’un vacataire', en: 'Minutes a week, sessional doctor' },
    'forecast.horizon': { fr: 'Durée', en: 'How far' },
    'forecast.horizon_182': { fr: '6 mois', en: '6 months' },
    'forecast.horizon_365': { fr: '1 an', en: '1 year' },
    'forecast.horizon_730': { fr: '2 ans', en: '2 years' },
    'forecast.simulate': { fr: 'Simuler', en: 'Simulate' },
    'forecast.cancel': { fr: 'Annuler la simulation', en: 'Cancel the simulation' },
    'forecast.progress': { fr: 'Avancement de la simulation', en: 'Progress of the simulation' },
    'forecast.running': { fr: 'Simulation en cours : {n} %.', en: 'Simulating: {n}%.' },
    'forecast.done': { fr: 'Simulation terminée.', en: 'The simulation is done.' },
    'forecast.cancelled': { fr: 'Simulation annulée.', en: 'The simulation was cancelled.' },
    'forecast.not_cancelled': { fr: 'La simulation continue.', en: 'The simulation goes on.' },
    'forecast.failed': {
        fr: 'La simulation n’a pas abouti ({reason}). Relancez-la.',
        en: 'The simulation came to nothing ({reason}). Start it again.' },
    'forecast_reason.interrupted': { fr: 'le service a redémarré', en: 'the service was restarted' },
    'forecast_reason.overloaded': { fr: 'le service est occupé', en: 'the service is busy' },
    'forecast_refusal.forbidden': {
        fr: 'Votre jeton ne permet pas cette action.',
        en: 'Your token does not allow this.' },
    'forecast_refusal.absent': {
        fr: 'Cette simulation n’existe plus. Relancez-la.',
        en: 'This simulation is no longer there. Start it again.' },
    'forecast_refusal.not_understood': {
        fr: 'Le service refuse ce scénario : vérifiez les minutes et la date.',
        en: 'The service refuses this scenario: check the minutes and the date.' },
    'forecast_refusal.busy': {
        fr: 'Le service est occupé : réessayez dans un instant.',
        en: 'The service is busy: try again in a moment.' },
    'forecast_refusal.failed': {
        fr: 'Le service n’a pas pu répondre : réessayez.',
        en: 'The service could not answer: try again.' },
    'forecast_refusal.unreachable': {
        fr: 'Le service est injoignable : réessayez.',
        en: 'The service cannot be reached: try again.' },
    'forecast.answer': { fr: 'Quand le délai légal serait-il tenu ?', en: 'When would the legal limit be kept?' },
    'forecast.none_yet': {
        fr: 'Aucune prévision n’a encore été faite : le service en fait une peu après l’arrivée des dossiers.',
        en: 'No forecast has been made yet: the service makes one soon after files have arrived.' },
    'forecast.today': { fr: 'Effectif d’aujourd’hui', en: 'Today’s staff' },
    'forecast.scenario': { fr: 'Scénario', en: 'Scenario' },
    'forecast.as_it_is': { fr: 'Avec l’effectif d’aujourd’hui, {limit}.', en: 'With today’s staff, {limit}.' },
    'forecast.unchanged': {
        fr: 'Ce scénario ne change rien. Avec l’effectif d’aujourd’hui, {limit}.',
        en: 'This scenario changes nothing. With today’s staff, {limit}.' },
    'forecast.against_staff': {
        fr: 'Avec {changes}, {limit} ; avec l’effectif d’aujourd’hui, {beside}.',
        en: 'With {changes}, {limit}; with today’s staff, {beside}.' },
    'forecast.against_nothing': {
        fr: 'Avec {changes}, {limit} ; sans ce changement, {beside}.',
        en: 'With {changes}, {limit}; without this change, {beside}.' },
    'forecast.neither': { fr: ' non plus', en: ' either' },
    'forecast_added.titular': {
        fr: { one: '{n} médecin titulaire', other: '{n} médecins titulaires' },
        en: { one: '{n} more titular doctor', other: '{n} more titular doctors' } },
    'forecast_added.sessional': {
        fr: { one: '{n} médecin vacataire ({minutes} minutes par semaine)', other: '{n} médecins vacataires ({minutes} minutes par semaine)' },
        en: { one: '{n} more sessional doctor ({minutes} minutes a week)', other: '{n} more sessional doctors ({minutes} minutes a week)' } },
    'forecast_added.supervised': {
        fr: { one: '{n} médecin encadré', other: '{n} médecins encadrés' },
        en: { one: '{n} more supervised doctor', other: '{n} more supervised doctors' } },
    'forecast.added_from': {
        fr: '{doctors} de plus à partir du {from}',
        en: '{doctors} from {from}' },
    'forecast.more_arrivals': { fr: '{n} % d’arrivées en plus', en: '{n}% more arrivals' },
    'forecast.fewer_arrivals': { fr: '{n} % d’arrivées en moins', en: '{n}% fewer arrivals' },
    'forecast_limit.now': { fr: 'le délai légal serait tenu dès maintenant', en: 'the legal limit would be kept from now on' },
    'forecast_limit.later': {
        fr: 'le délai légal serait de nouveau tenu à partir du {on}',
        en: 'the legal limit would be kept again from {on}' },
    'forecast_limit.capacity_below_demand': {
        fr: 'le délai légal ne serait pas tenu : {capacity} minutes par semaine pour {demand} demandées',
        en: 'the legal limit would not be kept: {capacity} minutes a week for {demand} asked for' },
    'forecast_limit.structural_shortage': {
        fr: 'le délai légal ne serait pas tenu : il manque des médecins pour {skills}',
        en: 'the legal limit would not be kept: doctors are missing for {skills}' },
    'forecast_limit.shrinks_too_slowly': {
        fr: 'le délai légal ne serait pas tenu d’ici la fin de la prévision : les médecins suffiraient, mais trop de demandes resteraient en retard',
        en: 'the legal limit would not be kept before the forecast ends: the doctors would be enough, but too many requests would stay late' },
    'forecast_limit.projected': {
        fr: 'le délai légal ne serait pas tenu d’ici la fin de la prévision : à ce rythme, il le serait vers le {projected}',
        en: 'the legal limit would not be kept before the forecast ends: at this pace, it would be around {projected}' },
    'forecast_limit.beyond': {
        fr: 'le délai légal ne serait pas tenu d’ici la fin de la prévision',
        en: 'the legal limit would not be kept before the forecast ends' },
    'forecast_beside.now': { fr: 'il le serait dès maintenant', en: 'it would be from now on' },
    'forecast_beside.later': { fr: 'il le serait à partir du {on}', en: 'it would be from {on}' },
    'forecast_beside.capacity_below_demand': {
        fr: 'il ne le serait pas{neither} : {capacity} minutes par semaine pour {demand} demandées',
        en: 'it would not be{neither}: {capacity} minutes a week for {demand} asked for' },
    'forecast_beside.structural_shortage': {
        fr: 'il ne le serait pas{neither} : il manque des médecins pour {skills}',
        en: 'it would not be{neither}: doctors are missing for {skills}' },
    'forecast_beside.shrinks_too_slowly': {
        fr: 'il ne le serait pas{neither} : trop de demandes resteraient en retard',
        en: 'it would not be{neither}: too many requests would stay late' },
    'forecast_beside.projected': {
        fr: 'il ne le serait pas{neither} : à ce rythme, il le serait vers le {projected}',
        en: 'it would not be{neither}: at this pace, it would be around {projected}' },
    'forecast_beside.beyond': { fr: 'il ne le serait pas{neither}', en: 'it would not be{neither}' },
    'forecast.end': {
        fr: {
            one: 'Dans la semaine du {on}, {files} dossier attendrait un médecin (huit fois sur dix : {low} à {high}).',
            other: 'Dans la semaine du {on}, {files} dossiers attendraient un médecin (huit fois sur dix : {low} à {high}).' },
        en: {
            one: 'In the week of {on}, {files} file would wait for a doctor (eight times in ten: {low} to {high}).',
            other: 'In the week of {on}, {files} files would wait for a doctor (eight times in ten: {low} to {high}).' } },
    'forecast.end_beside': {
        fr: {
            one: 'Dans la semaine du {on}, {files} dossier attendrait un médecin (huit fois sur dix : {low} à {high}), contre {beside} sans rien changer.',
            other: 'Dans la semaine du {on}, {files} dossiers attendraient un médecin (huit fois sur dix : {low} à {high}), contre {beside} sans rien changer.' },
        en: {
            one: 'In the week of {on}, {files} file would wait for a doctor (eight times in ten: {low} to {high}), against {beside} with no change.',
            other: 'In the week of {on}, {files} files would wait for a doctor (eight times in ten: {low} to {high}), against {beside} with no change.' } },
    'forecast.no_past': {
        fr: 'On ne sait encore rien de la justesse des prévisions : le passé enregistré est trop court.',
        en: 'Nothing is known yet of how right forecasts are: too little of the past is on record.' },
    'forecast.past': {
        fr: {
            one: 'Sur {weeks} semaine passée, le nombre de demandes ouvertes est resté dans la bande prévue {coverage} du temps (80 % promis), et la médiane s’est trompée de {error} % en moyenne.',
            other: 'Sur {weeks} semaines passées, le nombre de demandes ouvertes est resté dans la bande prévue {coverage} du temps (80 % promis), et la médiane s’est trompée de {error} % en moyenne.' },
        en: {
            one: 'Over {weeks} past week, the open requests were within the forecast band {coverage} of the time (80% is promised), and the median was {error}% off on average.',
            other: 'Over {weeks} past weeks, the open requests were within the forecast band {coverage} of the time (80% is promised), and the median was {error}% off on average.' } },
    'forecast.inflow': {
        fr: {
            one: 'Les arrivées suivent {days} jour observé : {files} dossiers par an.',
            other: 'Les arrivées suivent {days} jours observés : {files} dossiers par an.' },
        en: {
            one: 'Arrivals follow {days} observed day: {files} files a year.',
            other: 'Arrivals follow {days} observed days: {files} files a year.' } },
    'forecast.inflow_flat': {
        fr: 'Trop peu de dépôts sont enregistrés pour en suivre le rythme : {files} dossiers par an, répartis également.',
        en: 'Too few filings are on record to follow their rhythm: {files} files a year, evenly spread.' },
    'forecast_milestone.limit_on': { fr: 'Délai légal tenu à partir du', en: 'Legal limit kept from' },
    'forecast_milestone.limit_early': { fr: 'Au plus tôt (un cas sur dix)', en: 'At the earliest (one case in ten)' },
    'forecast_milestone.limit_late': { fr: 'Au plus tard (neuf cas sur dix)', en: 'At the latest (nine cases in ten)' },
    'forecast_milestone.limit_share': { fr: 'Part des cas où il est tenu', en: 'Share of cases that keep it' },
    'forecast_milestone.target_on': { fr: 'Objectif tenu à partir du', en: 'Target kept from' },
    'forecast_milestone.target_share': { fr: 'Part des cas où l’objectif est tenu', en: 'Share of cases that keep the target' },
    'forecast_milestone.files_at_end': { fr: 'Dossiers en attente à la fin', en: 'Files waiting at the end' },
    'forecast_milestone.overdue_at_end': { fr: 'Demandes en retard à la fin', en: 'Requests overdue at the end' },
    'fan.backlog': { fr: 'Dossiers qui attendraient un médecin', en: 'Files that would wait for a doctor' },
    'fan.overdue': { fr: 'Demandes qui seraient en retard', en: 'Requests that would be overdue' },
    'fan.median_days': { fr: 'Délai légal médian', en: 'Median legal delay' },
    'fan.p90_days': { fr: 'Délai légal, 9e décile', en: 'Legal delay, 9th decile' },
    'fan.lead': {
        fr: 'Trait : le cas médian. Bande : huit cas sur dix.',
        en: 'Line: the middle case. Band: eight cases in ten.' },
    'fan.summary': {
        fr: { one: '{title} : prévision sur {weeks} semaine.', other: '{title} : prévision sur {weeks} semaines.' },
        en: { one: '{title}: forecast over {weeks} week.', other: '{title}: forecast over {weeks} weeks.' } },
    'fan.last': {
        fr: '{course} : {value} à la fin ({low} à {high}).',
        en: '{course}: {value} at the end ({low} to {high}).' },
    'fan.column_p10': { fr: '{course}, 1er décile', en: '{course}, 1st decile' },
    'fan.column_p50': { fr: '{course}, médiane', en: '{course}, median' },
    'fan.column_p90': { fr: '{course}, 9e décile', en: '{course}, 9th decile' },
    'effects.title': { fr: 'Ce que change chaque médecin', en: 'What each doctor changes' },
    'effects.lead': {
        fr: 'Dossiers en attente à la fin, avec ce médecin moins sans lui, les autres étant là. Intervalle à 95 %.',
        en: 'Files waiting at the end, with this doctor less without, the others being there. 95% interval.' },
    'effects.none': {
        fr: 'Simulez l’arrivée d’au moins un médecin pour voir ce que chacun change.',
        en: 'Simulate the arrival of at least one doctor to see what each changes.' },
    'effects.doctor': { fr: '{n}. {kind}', en: '{n}. {kind}' },
    'effects.sure': { fr: 'effet établi', en: 'effect established' },
    'effects.unsure': { fr: 'peut venir du hasard', en: 'may be chance' },
    'effects.interval': { fr: '{mean} ({low} à {high})', en: '{mean} ({low} to {high})' },
    'effects.summary': {
        fr: { one: 'Effet de {doctors} médecin sur les dossiers en attente : {first}.', other: 'Effet de chacun des {doctors} médecins sur les dossiers en attente ; le premier : {first}.' },
        en: { one: 'Effect of {doctors} doctor on the files waiting: {first}.', other: 'Effect of each of {doctors} doctors on the files waiting; the first: {first}.' } },
    'effects.mean': { fr: 'Dossiers en attente', en: 'Files waiting' },
    'effects.low': { fr: 'Borne basse à 95 %', en: 'Low end, 95%' },
    'effects.high': { fr: 'Borne haute à 95 %', en: 'High end, 95%' },
    'effects.overdue': { fr: 'Demandes en retard', en: 'Requests overdue' },
    'effects.decided': { fr: 'Demandes décidées', en: 'Requests decided' },
    'skills_forecast.title': { fr: 'Compétences : capacité et besoin', en: 'Skills: capacity and demand' },
    'skills_forecast.lead': {
        fr: 'Minutes par semaine dans la seconde moitié de la prévision. Un médecin qui a plusieurs compétences compte sous chacune.',
        en: 'Minutes a week in the second half of the forecast. A doctor with several skills counts under each.' },
    'skills_forecast.enough': {
        fr: 'Aucune compétence ne manque durablement.',
        en: 'No skill is short for good.' },
    'skills_forecast.short': { fr: 'Il manque des médecins pour : {skills}.', en: 'Doctors are missing for: {skills}.' },
    'skills_forecast.offered': { fr: 'minutes offertes', en: 'minutes offered' },
    'skills_forecast.offered_short': { fr: 'offertes, mais trop peu', en: 'offered, but too few' },
    'skills_forecast.offered_today': { fr: 'minutes offertes aujourd’hui', en: 'minutes offered today' },
    'skills_forecast.arriving': { fr: 'minutes demandées', en: 'minutes asked for' },
    'skills_forecast.waiting': { fr: 'minutes qui attendent', en: 'minutes waiting' },
    'skills_forecast.used': { fr: 'minutes employées', en: 'minutes used' },
    'skills_forecast.is_short': { fr: 'Manque', en: 'Short' },
    'skills_forecast.text': { fr: '{offered} pour {arriving}', en: '{offered} for {arriving}' },
    'forecast_skill.adult': { fr: 'adultes, sans compétence demandée', en: 'adults, no skill asked for' },
    'forecast_skill.child': { fr: 'enfants, sans compétence demandée', en: 'children, no skill asked for' },
    'accuracy.title': { fr: 'Les prévisions passées étaient-elles justes ?', en: 'Were past forecasts right?' },
    'accuracy.lead': {
        fr: 'Prévisions faites comme elles l’auraient été à des dates passées, avec ce que l’on savait alors.',
        en: 'Forecasts as they would have been made on past days, with what was known then.' },
    'accuracy.weeks': { fr: 'Semaines', en: 'Weeks' },
    'accuracy.coverage': { fr: 'Dans la bande', en: 'Within the band' },
    'accuracy.below': { fr: 'En dessous', en: 'Below' },
    'accuracy.above': { fr: 'Au-dessus', en: 'Above' },
    'accuracy.error': { fr: 'Erreur de la médiane (%)', en: 'Error of the median (%)' },
    'accuracy.bias': { fr: 'Biais (%)', en: 'Bias (%)' },
    'accuracy.open_requests': { fr: 'Demandes ouvertes', en: 'Open requests' },
    'accuracy.overdue': { fr: 'Demandes en retard', en: 'Requests overdue' },
    'accuracy.decided': { fr: 'Demandes décidées', en: 'Requests decided' },
    'backtest.title': { fr: 'Prévu et observé', en: 'Forecast and observed' },
    'backtest.lead': {
        fr: 'Demandes ouvertes : la plus ancienne de ces prévisions, et ce qui est arrivé.',
        en: 'Open requests: the oldest of these forecasts, and what came to be.' },
    'backtest.forecast': { fr: 'Prévision du {on}', en: 'Forecast of {on}' },
    'backtest.observed': { fr: 'Observé', en: 'Observed' },
    'backtest.summary': {
        fr: {
            one: 'Prévision du {on} sur {weeks} semaine : {expected} demandes ouvertes prévues à la fin, {observed} observées.',
            other: 'Prévision du {on} sur {weeks} semaines : {expected} demandes ouvertes prévues à la fin, {observed} observées.' },
        en: {
            one: 'Forecast of {on} over {weeks} week: {expected} open requests expected at the end, {observed} observed.',
            other: 'Forecast of {on} over {weeks} weeks: {expected} open requests expected at the end, {observed} observed.' } },
    'backtest.as_of': { fr: 'Prévision du', en: 'Forecast of' },
    'backtest.on': { fr: 'Pour le', en: 'For' },
    'backtest.p10': { fr: '1er décile', en: '1st decile' },
    'backtest.p50': { fr: 'Médiane', en: 'Median' },
    'backtest.p90': { fr: '9e décile', en: '9th decile' },
    'backtest.within': { fr: 'Dans la bande', en: 'Within the band' },
    'breach.title': { fr: 'Risque de dépasser le délai', en: 'Risk of passing the limit' },
    'breach.lead': {
        fr: 'Parmi les demandes auxquelles ce risque avait été donné, la part qui a dépassé sa limite.',
        en: 'Of the requests that had been given this risk, the share that passed its limit.' },
    'breach.none': { fr: 'Aucune demande ne permet encore de le vérifier.', en: 'No request allows checking it yet.' },
    'breach.statement': {
        fr: {
            one: '{n} demande suivie. Score de Brier : {score}, contre {other} en annonçant toujours la part moyenne ; 0 serait parfait.',
            other: '{n} demandes suivies. Score de Brier : {score}, contre {other} en annonçant toujours la part moyenne ; 0 serait parfait.' },
        en: {
            one: '{n} request followed. Brier score: {score}, against {other} for always giving the mean share; 0 would be perfect.',
            other: '{n} requests followed. Brier score: {score}, against {other} for always giving the mean share; 0 would be perfect.' } },
    'breach.observed': { fr: 'part observée', en: 'observed share' },
    'breach.predicted': { fr: 'risque annoncé', en: 'predicted risk' },
    'breach.n': { fr: 'Demandes', en: 'Requests' },
    'breach.bin': { fr: 'annoncé : {predicted}', en: 'predicted: {predicted}' },
    'breach.summary': {
        fr: { one: 'Risque annoncé et part observée de {n} demandes, {bins} tranche.', other: 'Risque annoncé et part observée de {n} demandes, en {bins} tranches.' },
        en: { one: 'Predicted risk and observed share of {n} requests, {bins} bin.', other: 'Predicted risk and observed share of {n} requests, in {bins} bins.' } },
    'outlook.title': { fr: 'Ce que la personne peut en attendre', en: 'What the person may expect' },
    'outlook.lead': {
        fr: 'Les mots que le portail des usagers peut montrer. Une estimation, pas un engagement.',
        en: 'The words that the citizens’ portal may show. An estimate and no commitment.' },
    'outlook.stage': { fr: 'Étape', en: 'Step' },
    'outlook.before': { fr: 'Dossiers qui passeraient avant', en: 'Files that would go before' },
    'outlook.window': { fr: 'Décision attendue', en: 'Decision expected' },
    'outlook.right_ends_on': { fr: 'Fin du droit en cours', en: 'Current right ends on' },
    'definition.forecast': { fr: 'Prévision', en: 'Forecast' },
    'definition.forecast_text': {
        fr: 'La file est simulée jour après jour, de nombreuses fois : arrivées comme dans le passé, médecins avec leurs semaines, mêmes règles de priorité. Le trait est le cas médian, la bande contient huit cas sur dix. Le délai est dit tenu à partir du jour où, jusqu’à la fin, cinq demandes ouvertes sur cent au plus sont en retard.',
        en: 'The queue is simulated day by day, many times: arrivals as in the past, doctors with their weeks, the same rules of priority. The line is the middle case, the band holds eight cases in ten. The limit counts as kept from the day on which, until the end, at most five of a hundred open requests are late.' },
    'definition.coverage': { fr: 'Justesse des prévisions', en: 'How right forecasts are' },
    'definition.coverage_text': {
        fr: 'Part des semaines passées dont le chiffre observé est tombé dans la bande prévue. Une bande honnête en contient huit sur dix : moins, elle était trop sûre d’elle ; plus, trop large.',
        en: 'The share of past weeks whose observed figure fell within the forecast band. An honest band holds eight in ten: fewer, it was too sure; more, too wide.' },
    'definition.breach': { fr: 'Risque de dépassement', en: 'Risk of a breach' },
    'definition.breach_text': {
        fr: 'Part des simulations où la demande n’est pas décidée dans le délai légal. Il est vérifié sur le passé par le score de Brier, l’écart quadratique moyen entre le risque annoncé et ce qui est arrivé.',
        en: 'The share of simulations in which the request is not decided within the legal limit. It is checked on the past by the Brier score, the mean squared distance of the predicted risk and what happened.' },
};
