import { pluralFr as plural } from '../../../i18n/plural.ts';

/** The French words of the dialog of a decision. */
export const decideFr = {
  decide: {
    title: 'Décider',
    usual: 'Actions habituelles',
    others: 'Autres actions',
    forSelected: 'Lancer une action',
    atMost: (max: number) => `${max} fiches au plus`,
    choose: 'Choisissez une action.',
    typeGone: 'Ce type d’action ne s’applique pas à cette fiche, ou pas pour votre rôle.',
    quote: 'Notification',
    alreadyHandled: (name: string) =>
      `Déjà traitée par ${name} : cette action s’y ajoute, la première réponse reste.`,
    recordCount: (count: number) => plural(count, 'fiche', 'fiches'),
    andOthers: (count: number) => `et ${plural(count, 'autre', 'autres')}`,
    details: 'Détails techniques',
    confirm: 'Confirmer',
    confirmMany: (count: number) => `Envoyer ${plural(count, 'action', 'actions')}`,
    sendAnyway: 'Envoyer quand même',
    sendAnywayMany: (count: number) => `Envoyer quand même ${plural(count, 'action', 'actions')}`,
    alreadySent: 'Déjà envoyée',
    alreadySentBy: (name: string, status: string) => `par ${name} (${status})`,
    alreadySentMany: (count: number) =>
      plural(
        count,
        'fiche a déjà reçu cette action depuis 24 h',
        'fiches ont déjà reçu cette action depuis 24 h',
      ),
    noContact: 'Ni e-mail ni téléphone sur cette fiche',
    draftKept: 'Brouillon gardé',
    draftKeptHint: 'Rouvrez la même action pour le retrouver.',
    seeAction: 'Voir l’action',
    sentMany: (count: number) => plural(count, 'action envoyée', 'actions envoyées'),
    leftOut: (count: number) =>
      plural(count, 'fiche sera laissée de côté', 'fiches seront laissées de côté'),
    goTo: (count: number, workflow: string) =>
      count === 1 ? `1 action ira vers ${workflow}.` : `${count} actions iront vers ${workflow}.`,
  },
};
