import { accountsFr } from '../pages/accounts/words.fr.ts';
import { paletteFr } from '../shell/palette/words.fr.ts';
import { shellFr } from '../shell/words.fr.ts';
import { shortcutsFr } from '../ui/keyboard/words.fr.ts';
import type { ProblemWords } from './faults.ts';
import { withFrenchSpaces } from './french-spaces.ts';
import { mergeWords } from './merge.ts';
import { pluralFr as plural } from './plural.ts';

/**
 * The French words of the first load: what the pages without a session, the frame and problems show. The words
 * of pages are in fr.ts.
 */
export const frameFr = withFrenchSpaces({
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
    codes: {
      validation_failed: 'Certains champs sont à corriger.',
      malformed_json: 'La demande n’est pas du JSON valide.',
      malformed_request: 'La demande n’a pas pu être lue.',
      request_refused: 'La demande a été refusée.',
      unauthenticated: 'Votre session a pris fin. Connectez-vous à nouveau.',
      forbidden: 'Vous n’avez pas le droit de faire cela.',
      not_found: 'Introuvable : supprimé, ou hors de votre périmètre.',
      method_not_allowed: 'Cette opération n’existe pas à cette adresse.',
      company_required: 'Précisez l’entreprise : vous avez un compte dans plusieurs.',
      conflict: 'Ce n’est pas possible dans l’état actuel.',
      version_conflict:
        'Quelqu’un d’autre a modifié cette fiche entre-temps. Rouvrez-la pour voir ses changements.',
      conversation_moved_on: 'Un message est arrivé entre-temps : lisez-le avant de répondre.',
      quarantined: 'L’antivirus n’a pas encore libéré ce fichier.',
      gone: 'Trop tard : ce n’est plus accepté.',
      idempotency_key_reused: 'Cette demande a déjà servi pour autre chose.',
      idempotency_key_in_progress: 'Cette demande est déjà en cours.',
      payload_too_large: 'C’est trop volumineux.',
      unsupported_media_type: 'Ce type de contenu n’est pas accepté.',
      rate_limited: 'Trop de demandes à la fois. Patientez une minute.',
      egress_refused: 'Cette adresse n’est pas autorisée.',
      credentials_refused: 'Les identifiants ont été refusés.',
      unavailable: 'Le service est momentanément indisponible. Réessayez dans quelques secondes.',
      internal: 'Une erreur inattendue est survenue.',
    } satisfies ProblemWords,
  },

  ...mergeWords([shellFr, shortcutsFr, paletteFr, accountsFr]),
});

export type FrameMessages = typeof frameFr;
