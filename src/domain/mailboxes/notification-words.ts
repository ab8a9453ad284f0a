import { z } from 'zod';
import type { WordsOf } from '../notifications/words.ts';

/** The words of the notifications about a mailbox. */

const Params = z.object({ email: z.string() });
const LateParams = Params.extend({ failure: z.string().nullish() });

export const mailboxRefusedWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return locale === 'fr'
    ? {
        titre: `La boîte ${params.email} refuse la connexion`,
        message:
          'Son serveur a refusé les identifiants. La synchronisation est arrêtée : saisissez-les de nouveau. Relais ne réessaie que quelques fois par jour.',
      }
    : {
        titre: `The mailbox ${params.email} refuses to sign in`,
        message:
          'Its server refused the credentials. Syncing has stopped: enter them again. Relais tries only a few times a day.',
      };
};

export const mailboxLateWords: WordsOf = (locale, stored) => {
  const { data: params } = LateParams.safeParse(stored);
  if (!params) return undefined;
  const [fr, en] = REASONS[params.failure ?? 'none'] ?? REASONS.unavailable;
  return locale === 'fr'
    ? {
        titre: `La boîte ${params.email} n’est plus synchronisée`,
        message: `Aucun courrier n’est relevé depuis 15 minutes. ${fr} Aucun message n’est perdu : ils sont relevés dès que la boîte répond.`,
      }
    : {
        titre: `The mailbox ${params.email} is no longer in sync`,
        message: `No mail was read for 15 minutes. ${en} Nothing is lost: mail is read as soon as the mailbox answers.`,
      };
};

/** Why, and what to do. In French and English. `none`: no cycle failed, so Relais itself does not get to it. */
const REASONS: Record<string, readonly [string, string]> & {
  unavailable: readonly [string, string];
} = {
  none: [
    'Relais n’a pas pu la relever : si cela dure, prévenez votre administrateur.',
    'Relais did not get to it: if it lasts, tell your administrator.',
  ],
  login_refused: [
    'Son serveur refuse la connexion sans dire pourquoi : vérifiez le mot de passe chez le fournisseur.',
    'Its server refuses the login without saying why: check the password at the provider.',
  ],
  credentials_refused: [
    'Son serveur refuse les identifiants : saisissez-les de nouveau.',
    'Its server refuses the credentials: enter them again.',
  ],
  throttled: [
    'Son serveur demande d’attendre : trop de connexions ou de courrier, ou une panne du fournisseur. Fermez les autres logiciels qui relèvent cette boîte.',
    'Its server asks to wait: too many connections or too much mail, or a fault of the provider. Close other programs that read this mailbox.',
  ],
  host_unknown: [
    'Le nom de son serveur n’existe pas : corrigez-le.',
    'The name of its server does not exist: correct it.',
  ],
  tls: [
    'La connexion sécurisée échoue : vérifiez le port et le type de sécurité.',
    'The secure connection fails: check the port and the kind of security.',
  ],
  certificate: [
    'Le certificat de son serveur n’est pas valide : vérifiez le nom du serveur, ou demandez au fournisseur de le renouveler.',
    'The certificate of its server is not valid: check the name of the server, or ask the provider to renew it.',
  ],
  egress_refused: [
    'L’adresse de son serveur n’est pas autorisée : corrigez-la.',
    'The address of its server is not allowed: correct it.',
  ],
  protocol: [
    'Le serveur ne répond pas comme un serveur de messagerie : vérifiez son nom et son port.',
    'The server does not answer as a mail server: check its name and port.',
  ],
  unavailable: [
    'Son serveur ne répond pas : si cela dure, demandez au fournisseur.',
    'Its server does not answer: if it lasts, ask the provider.',
  ],
};

export const mailboxRecoveredWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return locale === 'fr'
    ? {
        titre: `La boîte ${params.email} fonctionne de nouveau`,
        message: 'Le courrier arrivé entre-temps est relevé.',
      }
    : {
        titre: `The mailbox ${params.email} works again`,
        message: 'Mail that arrived in the meantime is read.',
      };
};
