import { accountsFr } from '../pages/accounts/words.fr.ts';
import { actionRoutesFr } from '../pages/action-routes/words.fr.ts';
import { actionTypesFr } from '../pages/action-types/words.fr.ts';
import { actionsFr } from '../pages/actions/words.fr.ts';
import { apiKeysFr } from '../pages/api-keys/words.fr.ts';
import { auditFr } from '../pages/audit/words.fr.ts';
import { callCentresFr } from '../pages/call-centres/words.fr.ts';
import { companiesFr } from '../pages/companies/words.fr.ts';
import { entitiesFr } from '../pages/entities/words.fr.ts';
import { homeFr } from '../pages/home/words.fr.ts';
import { notificationsFr } from '../pages/notifications/words.fr.ts';
import { operationsFr } from '../pages/operations/words.fr.ts';
import { settingsFr } from '../pages/settings/words.fr.ts';
import { usersFr } from '../pages/users/words.fr.ts';
import { shellFr } from '../shell/words.fr.ts';
import { mergeCodes } from './codes.ts';
import { pluralFr as plural } from './plural.ts';

/**
 * The French catalogue: the words that several capabilities use, and those of each capability, which lie
 * in its folder. English has the same keys. A text with a count or a name in it is a function.
 */
export const fr = {
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
    discard: 'Abandonner les modifications',
    required: 'Obligatoire',
    leaveTitle: 'Quitter sans enregistrer ?',
    leaveBody: 'Vos modifications seront perdues.',
    leave: 'Quitter sans enregistrer',
  },

  problems: {
    title: 'Quelque chose n’a pas fonctionné',
    unreachable: 'Le serveur ne répond pas. Vérifiez votre connexion, puis réessayez.',
    unavailable: 'Le service est momentanément indisponible. Réessayez dans quelques secondes.',
    unauthenticated: 'Votre session a pris fin. Connectez-vous à nouveau.',
    forbidden: 'Vous n’avez pas le droit de faire cela.',
    not_found: 'Introuvable : supprimé, ou hors de votre périmètre.',
    conflict: 'Ce n’est pas possible dans l’état actuel.',
    version_conflict: 'Quelqu’un d’autre a modifié cette fiche entre-temps.',
    rate_limited: 'Trop de demandes à la fois. Patientez une minute.',
    validation_failed: 'Certains champs sont à corriger.',
    idempotency_key_in_progress: 'Cette demande est déjà en cours.',
    payload_too_large: 'C’est trop volumineux (1 Mio au plus).',
    internal: 'Une erreur inattendue est survenue.',
    unknown: 'Une erreur inattendue est survenue.',
    requestId: (id: string) => `Référence : ${id}`,
    pageTitle: 'Cette page n’a pas pu s’afficher',
    refusedTitle: 'Votre rôle ne donne pas accès à ceci',
    refusedHint: 'Si vous en avez besoin, demandez-le à un propriétaire de votre entreprise.',
    missingTitle: 'Introuvable',
    notFoundTitle: 'Page introuvable',
    notFoundHint: 'L’adresse est peut-être incomplète, ou la page a été déplacée.',
    goHome: 'Revenir à l’accueil',
    newVersion: 'Une nouvelle version de la console est disponible.',
    reload: 'Recharger la page',
  },

  /** The api explains faults in English: what it says most is said here in French. */
  faults: {
    required: 'Obligatoire',
    tooShort: (min: string) => `Au moins ${min} caractères`,
    tooLong: (max: string) => `Au plus ${max} caractères`,
    email: 'Adresse e-mail non valide',
    url: 'Adresse web non valide (https://…)',
    secretInUrl: 'Pas de mot de passe dans l’adresse : chacun peut la lire. Utilisez la clé d’API.',
    headerValue: 'Des caractères simples, sans espace ni accent',
    taken: 'Déjà utilisé',
    passwordLength: (min: string, max: string) => `De ${min} à ${max} caractères`,
    passwordCommon: 'Trop facile à deviner : ce mot de passe, ou presque, est très répandu',
    passwordPersonal: 'Ne doit contenir ni votre adresse e-mail ni le nom de l’entreprise',
    typeShape: 'Attendu : VERBE_ENTITE_METHODE, par exemple RELANCE_CANDIDAT_EMAIL',
    prefixShape: 'Attendu : le début d’un type d’action, par exemple RELANCE_CANDIDAT_',
    sourceShape: 'Attendu : role.section.page, par exemple admin.candidats.detail',
    prefixTwice: 'Ce préfixe est déjà dans la table',
    notInCatalogue: 'Absent du catalogue de votre entreprise',
    noSuchUser: 'Utilisateur inconnu',
    userDisabled: 'Cet utilisateur est désactivé',
    mayNotDecide: 'Votre rôle ne permet pas de décider ce type d’action',
    impersonation: 'Agir pour une autre personne demande un droit particulier',
    noSuchEntity: 'Aucune fiche ne porte cette référence',
    appliesTo: (types: string) => `Ce type d’action s’applique à : ${types}`,
    notAllowedValue: 'Valeur non permise',
    unknownField: 'Champ inconnu',
  },

  ...shellFr,
  ...homeFr,
  ...actionsFr,
  ...entitiesFr,
  ...notificationsFr,
  ...actionRoutesFr,
  ...actionTypesFr,
  ...operationsFr,
  ...auditFr,
  ...settingsFr,
  ...accountsFr,
  ...usersFr,
  ...callCentresFr,
  ...apiKeysFr,
  ...companiesFr,

  codes: mergeCodes([
    shellFr,
    actionsFr,
    entitiesFr,
    notificationsFr,
    actionRoutesFr,
    actionTypesFr,
    operationsFr,
    auditFr,
    accountsFr,
    usersFr,
    callCentresFr,
    apiKeysFr,
    companiesFr,
  ]),
};

export type Messages = typeof fr;
