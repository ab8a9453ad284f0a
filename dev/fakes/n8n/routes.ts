/** Which route takes an action, and what that route tells Relais: the flows of `n8n/`, without their sending. */
import { z } from 'zod';
import { catalogueType } from '../../../src/domain/action-types/catalogue.ts';
import {
  DEFAULT_ROUTES,
  FALLBACK_ROUTE,
  resolveRoute,
} from '../../../src/domain/action-routes/routing.ts';
import type { DispatchRequest } from './checks.ts';

const MESSAGE_LENGTH_MAX = 1_900;
const DATA_SIZE_MAX_CHARACTERS = 16_000;

export interface Route {
  index: number;
  workflow: string;
}

export interface Outcome {
  /** Told before the work; `log-erreur` has none. */
  progress?: string;
  status: 'succeeded' | 'failed';
  message: string;
  statutDossier?: string;
  data: Record<string, unknown>;
}

/** Where Relais' own table sends it; by prefix when that says nothing, or nothing known here. */
export function routeOf(request: DispatchRequest): Route {
  const given = request.route?.workflow;
  const wanted = [...DEFAULT_ROUTES, FALLBACK_ROUTE].find(({ workflow }) => workflow === given);
  const isKnown = catalogueType(request.actionType) !== undefined || wanted !== undefined;
  const byPrefix = isKnown
    ? resolveRoute(DEFAULT_ROUTES, request.actionType).route
    : FALLBACK_ROUTE;
  const { index, workflow } = wanted ?? byPrefix;
  return { index, workflow };
}

export function outcomeOf(request: DispatchRequest, route: Route): Outcome {
  if (route.index === FALLBACK_ROUTE.index) return logError(request);
  const file = readFile(request);
  return file === undefined
    ? stopped(request, route, "documentsManquants n'est pas une liste")
    : simulated(workOf(request, route, file));
}

/** What the dispatcher says of a route that ended in an error. */
function stopped({ actionType }: DispatchRequest, { workflow }: Route, reason: string): Outcome {
  const message = cut(`Le workflow ${workflow} n'a pas abouti : ${reason}`);
  return { status: 'failed', message, data: { actionType } };
}

/** As in the flows while nothing is plugged in: nothing was sent, and the result says so. */
function simulated(outcome: Outcome): Outcome {
  const { progress, status, message, data } = outcome;
  const all = { ...data, simulation: true };
  return {
    ...outcome,
    ...(progress === undefined ? {} : { progress: cut(progress) }),
    message: `${cut(message)}${status === 'succeeded' ? ' (simulation)' : ''}`,
    data:
      JSON.stringify(all).length > DATA_SIZE_MAX_CHARACTERS
        ? { simulation: true, tropLong: true }
        : all,
  };
}

/** A callback takes 2,000 characters of message; what the flows add to it fits into the rest. */
function cut(message: string): string {
  return message.length > MESSAGE_LENGTH_MAX
    ? `${message.slice(0, MESSAGE_LENGTH_MAX).replace(/[\uD800-\uDBFF]$/, '')}…`
    : message;
}

function workOf(request: DispatchRequest, route: Route, file: File): Outcome {
  switch (route.index) {
    case 0:
    case 1:
      return remind(request, file);
    case 2:
      return generate(request, file);
    case 3:
      return decide(request, file);
    case 4:
      return plan(request, file);
    default:
      return ask(request, file);
  }
}

interface File {
  name: string;
  email: string;
  phone: string;
  documentType: string;
  missing: string[];
}

const looseSchema = z.record(z.string(), z.unknown()).catch({});
const namesSchema = z.array(z.coerce.string());

/** Undefined where the flows stop: n8n takes no text for a list. */
function readFile(request: DispatchRequest): File | undefined {
  const entity = looseSchema.parse(request.entiteData);
  const details = looseSchema.parse(request.metadonnees);
  const text = (...keys: string[]): string => {
    for (const key of keys) {
      const value = entity[key];
      if (typeof value === 'string' && value !== '') return value;
    }
    return '';
  };
  const names = [text('candidatPrenom', 'prenom'), text('candidatNom', 'nom')].filter(Boolean);
  const missing = namesSchema.safeParse(
    details['documentsManquants'] ?? entity['documentsManquants'] ?? [],
  ).data;
  if (missing === undefined) return undefined;
  return {
    name: names.join(' ') || text('clientNom') || request.entiteId || 'destinataire inconnu',
    email: text('candidatEmail', 'email', 'clientEmail'),
    phone: text('telephone', 'clientTelephone'),
    documentType: text('typeDocument') || 'Document',
    missing,
  };
}

function remind({ actionType }: DispatchRequest, { name, email, phone, missing }: File): Outcome {
  const suffix = actionType.split('_').at(-1);
  const channel = suffix === 'SMS' ? 'sms' : suffix === 'TELEPHONE' ? 'telephone' : 'email';
  const sent = {
    email: `Relance envoyée à ${name}`,
    sms: `Relance SMS envoyée à ${name}`,
    telephone: `Relance téléphonique planifiée pour ${name}`,
  };
  const lacking = channel === 'email' ? "d'adresse e-mail" : 'de numéro de téléphone';
  const isReachable = (channel === 'email' ? email : phone) !== '';
  return {
    progress: `Relance de ${name} en préparation`,
    status: isReachable ? 'succeeded' : 'failed',
    message: isReachable ? sent[channel] : `Relance impossible : ${name} n'a pas ${lacking}`,
    data: { canal: channel, documentsManquants: missing },
  };
}

interface GeneratedDocument {
  label: string;
  sent: string;
  statutDossier?: string;
}

const DOCUMENTS: Readonly<Record<string, GeneratedDocument>> = {
  GENERER_DEVIS: { label: 'Devis', sent: 'Devis généré et envoyé', statutDossier: 'DEVIS_ENVOYE' },
  GENERER_CONTRAT: {
    label: 'Contrat',
    sent: 'Contrat généré et envoyé',
    statutDossier: 'CONTRAT_ENVOYE',
  },
  GENERER_CONTRAT_FORMATEUR: { label: 'Contrat', sent: 'Contrat formateur généré et envoyé' },
  GENERER_ATTESTATION: { label: 'Attestation', sent: 'Attestation générée et envoyée' },
  GENERER_BULLETIN: { label: 'Bulletin', sent: 'Bulletin généré et envoyé' },
};
const OTHER_DOCUMENT: GeneratedDocument = { label: 'Document', sent: 'Document généré et envoyé' };

function generate({ actionType }: DispatchRequest, { name }: File): Outcome {
  const { label, sent, statutDossier } = DOCUMENTS[actionType] ?? OTHER_DOCUMENT;
  return {
    progress: `${label} de ${name} en préparation`,
    ...succeed(`${sent} à ${name}`, statutDossier),
    data: { document: label.toLowerCase() },
  };
}

function decide({ actionType, entiteId }: DispatchRequest, file: File): Outcome {
  const { name, missing } = file;
  return {
    progress: `Contrôle du dossier de ${name} en cours`,
    ...(actionType === 'VALIDER_CLOTURE_DOSSIER'
      ? succeed(`Dossier ${entiteId ?? ''} clos : ${name} en est informé`, 'ferme')
      : decision(actionType, file)),
    data: { documentsManquants: missing },
  };
}

function decision(actionType: string, { name, documentType, missing }: File): Settled {
  switch (actionType) {
    case 'VALIDER_DOCUMENT':
      if (missing.length === 0) {
        return succeed(`Dossier ${name} complet et prêt pour jury`, 'DOSSIER_COMPLET');
      }
      return succeed(`${documentType} validé pour ${name}, il manque encore : ${list(missing)}`);
    case 'REFUSER_DOCUMENT':
      return succeed(`${documentType} refusé : un nouvel envoi est demandé à ${name}`);
    case 'VALIDER_DOSSIER':
      return succeed(`Dossier ${name} validé`, 'DOSSIER_VALIDE');
    case 'REFUSER_DOSSIER':
      return succeed(`Candidature de ${name} refusée`, 'DOSSIER_REFUSE');
    case 'VALIDER_DISPONIBILITE':
      return succeed(`Disponibilité de ${name} validée`);
    default:
      return succeed(
        `${actionType.startsWith('REFUSER_') ? 'Refus enregistré' : 'Validation enregistrée'} pour ${name}`,
      );
  }
}

function plan({ actionType, metadonnees }: DispatchRequest, { name }: File): Outcome {
  const isInterview = actionType === 'PLANIFIER_ENTRETIEN';
  const date = looseSchema.parse(metadonnees)['dateEntretien'] ?? '';
  const label = isInterview ? 'Entretien' : 'Rendez-vous';
  const planned = (): Settled => {
    if (date === '') return succeed(`Proposition de créneau envoyée à ${name}`);
    const at = parisTime(date);
    if (at === undefined) {
      const text = typeof date === 'string' ? date : JSON.stringify(date);
      return { status: 'failed', message: `Date d'entretien illisible : « ${text} »` };
    }
    const message = `${label} planifié avec ${name} le ${at}`;
    return succeed(message, isInterview ? 'ENTRETIEN_PLANIFIE' : undefined);
  };
  return { progress: `Recherche d'un créneau pour ${name}`, ...planned(), data: {} };
}

const parisFormat = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'short',
});

function parisTime(instant: unknown): string | undefined {
  const date = new Date(typeof instant === 'string' ? instant : Number.NaN);
  if (Number.isNaN(date.getTime())) return undefined;
  return parisFormat.format(date).replace(' ', ' à ');
}

/** What people call the documents that the CRM names by codes. */
const DOCUMENT_NAMES: Readonly<Record<string, string>> = {
  CNI_RECTO: 'CNI recto',
  CNI_VERSO: 'CNI verso',
  LETTRE_MOTIVATION: 'lettre de motivation',
  DIPLOME: 'diplôme',
  PHOTO_IDENTITE: 'photo d’identité',
  JUSTIFICATIF_DOMICILE: 'justificatif de domicile',
  ATTESTATION_ASSURANCE: 'attestation d’assurance',
};

function ask({ actionType }: DispatchRequest, { name, missing }: File): Outcome {
  const documents = missing.map((code) => DOCUMENT_NAMES[code] ?? code);
  // A space that does not break before the colon.
  const names = documents.length > 0 ? `\u00a0: ${list(documents)}` : '';
  const messages: Readonly<Record<string, string>> = {
    DEMANDER_DOCUMENTS: `Documents demandés à ${name}${names}`,
    DEMANDER_PIECES_DOSSIER: `Documents demandés à ${name}${names}`,
    DEMANDER_REUPLOAD: `Nouveau téléversement demandé à ${name}`,
    DEMANDER_DOCUMENTS_FORMATEUR: `Documents Qualiopi demandés à ${name}${names}`,
  };
  return {
    progress: `Message à ${name} en préparation`,
    ...succeed(messages[actionType] ?? `Message envoyé à ${name}`),
    data: { documentsManquants: missing },
  };
}

function logError({ actionType }: DispatchRequest): Outcome {
  const reason =
    catalogueType(actionType) !== undefined
      ? 'aucun préfixe ne correspond à ce type'
      : 'ce type est absent du catalogue';
  return {
    status: 'failed',
    message: `Action « ${actionType} » non traitée : ${reason}`,
    data: { actionType },
  };
}

type Settled = Pick<Outcome, 'status' | 'message' | 'statutDossier'>;

function succeed(message: string, statutDossier?: string): Settled {
  return {
    status: 'succeeded',
    message,
    ...(statutDossier === undefined ? {} : { statutDossier }),
  };
}

function list(names: string[]): string {
  return names.join(', ');
}
