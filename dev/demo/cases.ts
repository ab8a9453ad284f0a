import type { z } from 'zod';
import type { CaseIn } from '../../src/domain/cases/shapes.ts';
import type { CaseNoteKind } from '../../src/domain/case-notes/words.ts';
import type { Caller } from '../../src/domain/shared/permissions.ts';
import type { Transaction } from '../../src/platform/database.ts';
import { addCaseNote } from '../../src/services/case-notes.ts';
import { changeCase, createCase } from '../../src/services/cases/save.ts';
import { createClient } from '../../src/services/clients.ts';

/** Clients of the demo company with their cases, in every status. All of it is made up. */

type Fields = z.infer<typeof CaseIn>;

interface DemoCase extends Pick<Fields, 'title' | 'case_type' | 'priority' | 'status'> {
  client: string;
  description: string;
  /** From today. Null: without a due date. */
  dueInDays: number | null;
  /** An e-mail address of the team. Null: nobody. Absent: the owner. */
  assignee?: string | null;
  notes: readonly { kind: CaseNoteKind; text: string }[];
}

const CLIENTS = [
  {
    name: 'Karim Bensalem',
    email: 'karim.bensalem@algerietech.example',
    phone: '+213555123456',
    company: 'Algérie Tech SARL',
    address: '123 rue Didouche Mourad, Alger',
  },
  {
    name: 'Hélène Vasseur',
    email: 'helene.vasseur@atelier-vasseur.example',
    phone: '+33478220145',
    company: 'Atelier Vasseur',
    address: '8 quai Saint-Antoine, Lyon',
  },
  {
    name: 'Tomás Ribeiro',
    email: 'tomas.ribeiro@or-et-lumiere.example',
    phone: '+33491330267',
    company: 'Or et Lumière',
    address: '41 cours Julien, Marseille',
  },
] as const;

const CASES: readonly DemoCase[] = [
  {
    client: 'Karim Bensalem',
    title: 'Constitution d’une SARL',
    case_type: 'legal',
    priority: 'high',
    status: 'en_cours',
    dueInDays: 12,
    description:
      'Création d’une SARL dans le secteur technologique, deux associés, capital de 500 000 dinars. Le client veut signer les statuts avant la fin du mois.',
    notes: [
      {
        kind: 'call',
        text: 'Le client confirme deux associés à parts égales. Il doit encore fournir la copie de la pièce d’identité du second associé.',
      },
      {
        kind: 'meeting',
        text: 'Relecture du projet de statuts. L’objet social doit être précisé : édition de logiciels et conseil. La domiciliation est acceptée par le bailleur.',
      },
      {
        kind: 'general',
        text: 'Il manque l’attestation de blocage du capital. Relancer la banque si rien n’arrive lundi.',
      },
    ],
  },
  {
    client: 'Hélène Vasseur',
    title: 'Contrôle fiscal de l’atelier',
    case_type: 'fiscal',
    priority: 'urgent',
    status: 'attente_client',
    dueInDays: -3,
    description:
      'Avis de vérification de comptabilité reçu pour les trois derniers exercices. Une proposition de redressement porte sur la TVA des ventes à distance.',
    notes: [
      {
        kind: 'email',
        text: 'Demande envoyée à la cliente : relevés des ventes en ligne par pays, et justificatifs des taux appliqués. Le délai de réponse à l’administration est de trente jours.',
      },
      {
        kind: 'call',
        text: 'La cliente attend le fichier de sa plateforme de vente. Elle craint une pénalité si la réponse est en retard.',
      },
    ],
  },
  {
    client: 'Hélène Vasseur',
    title: 'Bail commercial, révision du loyer',
    case_type: 'business',
    priority: 'normal',
    status: 'nouveau',
    dueInDays: 30,
    assignee: null,
    description:
      'Le bailleur demande une hausse de dix-huit pour cent à la révision triennale. La cliente conteste l’indice retenu.',
    notes: [],
  },
  {
    client: 'Tomás Ribeiro',
    title: 'Impayé d’un revendeur',
    case_type: 'legal',
    priority: 'high',
    status: 'nouveau',
    dueInDays: 5,
    assignee: 'sofia.martin@abj.example',
    description:
      'Deux factures impayées depuis quatre mois, 7 400 euros au total. Une mise en demeure est restée sans réponse.',
    notes: [
      {
        kind: 'general',
        text: 'Les bons de livraison signés sont au dossier. Le client accepte un échéancier si le revendeur répond avant la saisine du tribunal.',
      },
    ],
  },
  {
    client: 'Tomás Ribeiro',
    title: 'Dépôt d’une marque',
    case_type: 'administrative',
    priority: 'low',
    status: 'resolu',
    dueInDays: null,
    description:
      'Dépôt de la marque Or et Lumière en classe 14, après une recherche d’antériorité.',
    notes: [{ kind: 'general', text: 'Certificat reçu et transmis au client.' }],
  },
  {
    client: 'Karim Bensalem',
    title: 'Changement d’adresse du siège',
    case_type: 'administrative',
    priority: 'normal',
    status: 'ferme',
    dueInDays: null,
    description: 'Transfert du siège dans la même ville, formalités au registre terminées.',
    notes: [],
  },
];

const DAY_MS = 24 * 3_600_000;

/** Twice: nothing is added, also if some were deleted meanwhile. */
export const addCases = async (tx: Transaction, nowMs: number): Promise<void> => {
  const [present] = await tx.sql`
    select from cases where company_id = ${tx.actor.companyId}::bigint limit 1
  `;
  if (present !== undefined) return;
  const caller: Caller = {
    companyId: tx.actor.companyId,
    userId: tx.actor.userId ?? 0,
    role: 'owner',
    callCentreId: null,
    apiKeyId: null,
    sessionId: null,
    scopes: null,
  };
  const clients = new Map<string, number>();
  for (const client of CLIENTS) {
    clients.set(client.name, (await createClient(tx, caller, client)).id);
  }
  for (const input of CASES)
    await addCase(tx, caller, input, clients.get(input.client) ?? 0, nowMs);
};

const addCase = async (
  tx: Transaction,
  caller: Caller,
  { client: _client, status, dueInDays, assignee, notes, ...fields }: DemoCase,
  clientId: number,
  nowMs: number,
): Promise<void> => {
  const dueOn =
    dueInDays === null ? null : new Date(nowMs + dueInDays * DAY_MS).toISOString().slice(0, 10);
  const row = await createCase(tx, {
    caller,
    conversation: null,
    body: {
      ...fields,
      client_id: clientId,
      status: 'nouveau',
      due_on: dueOn,
      assigned_to: await userOf(tx, caller, assignee),
    },
  });
  for (const note of notes) {
    await addCaseNote(tx, row, {
      authorId: caller.userId,
      body: note,
    });
  }
  if (status !== 'nouveau') await changeCase(tx, row, { version: row.version, status });
};

const userOf = async (
  { sql, actor }: Transaction,
  caller: Caller,
  email: string | null | undefined,
): Promise<number | null> => {
  if (email === null || email === undefined) return email === null ? null : caller.userId;
  const [row] = await sql`
    select id from users
    where company_id = ${actor.companyId}::bigint and email = ${email}::text
  `;
  return Number(row?.['id']);
};
