import { accountsFr } from '../pages/accounts/words.fr.ts';
import { actionRoutesFr } from '../pages/action-routes/words.fr.ts';
import { actionTypesFr } from '../pages/action-types/words.fr.ts';
import { decideFr } from '../pages/actions/decide/words.fr.ts';
import { actionsFr } from '../pages/actions/words.fr.ts';
import { apiKeysFr } from '../pages/api-keys/words.fr.ts';
import { auditFr } from '../pages/audit/words.fr.ts';
import { callCentresFr } from '../pages/call-centres/words.fr.ts';
import { companiesFr } from '../pages/companies/words.fr.ts';
import { entityStatusesFr } from '../pages/entity-statuses/words.fr.ts';
import { entitiesFr } from '../pages/entities/words.fr.ts';
import { homeFr } from '../pages/home/words.fr.ts';
import { notificationsFr } from '../pages/notifications/words.fr.ts';
import { operationsFr } from '../pages/operations/words.fr.ts';
import { savedViewsFr } from '../pages/saved-views/words.fr.ts';
import { sentMailFr } from '../pages/sent-mail/words.fr.ts';
import { settingsFr } from '../pages/settings/words.fr.ts';
import { todoFr } from '../pages/todo/words.fr.ts';
import { usersFr } from '../pages/users/words.fr.ts';
import { paletteFr } from '../shell/palette/words.fr.ts';
import { shellFr } from '../shell/words.fr.ts';
import { tableFr } from '../ui/table/words.fr.ts';
import { shortcutsFr } from '../ui/keyboard/words.fr.ts';
import { formFr } from '../ui/form/words.fr.ts';
import { mergeWords } from './merge.ts';
import { faultsFr } from './faults.fr.ts';
import { withFrenchSpaces } from './french-spaces.ts';
import { pluralFr as plural } from './plural.ts';

/**
 * The French catalogue: the words that several capabilities use, and those of each capability, which lie
 * in its folder. English has the same keys. A text with a count or a name in it is a function.
 */
export const fr = withFrenchSpaces({
  name: 'Relais',

  common: {
    back: 'Retour',
    cancel: 'Annuler',
    close: 'Fermer',
    save: 'Enregistrer',
    create: 'Créer',
    delete: 'Supprimer',
    copy: 'Copier',
    copied: 'Copié',
    retry: 'Réessayer',
    clear: 'Effacer',
    filters: 'Filtres',
    filterCount: (count: number) => (count === 0 ? 'Filtres' : `Filtres (${count})`),
    clearFilters: 'Effacer les filtres',
    yes: 'Oui',
    no: 'Non',
    never: 'Jamais',
    pages: 'Pages',
    pageNumber: (page: number) => `Page ${page}`,
    firstPage: 'Début',
    previousPage: 'Précédente',
    nextPage: 'Suivante',
    itemCount: (count: number) => plural(count, 'élément', 'éléments'),
    jsonFault: (line: number | null) =>
      line === null ? 'Un objet JSON est attendu : { … }' : `JSON non valide, ligne ${line}`,
    jsonTidy: 'Mettre en forme',
    you: 'vous',
    labelled: (label: string, text: string) => `${label} : ${text}`,
    discard: 'Abandonner les modifications',
    required: 'Obligatoire',
    leaveTitle: 'Quitter sans enregistrer ?',
    leaveBody: 'Vos modifications seront perdues.',
    leave: 'Quitter sans enregistrer',
  },

  problems: {
    title: 'Quelque chose n’a pas fonctionné',
    unreachable: 'Le serveur ne répond pas. Vérifiez votre connexion, puis réessayez.',
    offline: 'Vous êtes hors ligne. Réessayez au retour de la connexion.',
    addressTitle: 'L’adresse de cette page contient une valeur non valable',
    clearAddress: 'Effacer les filtres de l’adresse',
    unknown: 'Une erreur inattendue est survenue.',
    requestId: (id: string) => `Référence : ${id}`,
    pageTitle: 'Cette page n’a pas pu s’afficher',
    refusedTitle: 'Votre rôle ne donne pas accès à ceci',
    refusedHint: 'Si vous en avez besoin, demandez-le à un propriétaire de votre entreprise.',
    missingTitle: 'Introuvable',
    missingHint: 'L’adresse est fausse, ou ceci est hors de votre périmètre.',
    notFoundTitle: 'Page introuvable',
    notFoundHint: 'L’adresse est peut-être incomplète, ou la page a été déplacée.',
    goHome: 'Revenir à l’accueil',
    newVersion: 'Une nouvelle version de la console est disponible.',
    reload: 'Recharger la page',
  },

  faults: faultsFr,

  ...mergeWords([
    shellFr,
    tableFr,
    savedViewsFr,
    shortcutsFr,
    paletteFr,
    formFr,
    homeFr,
    todoFr,
    actionsFr,
    decideFr,
    entitiesFr,
    entityStatusesFr,
    notificationsFr,
    actionRoutesFr,
    actionTypesFr,
    operationsFr,
    sentMailFr,
    auditFr,
    settingsFr,
    accountsFr,
    usersFr,
    callCentresFr,
    apiKeysFr,
    companiesFr,
  ]),
});

export type Messages = typeof fr;
