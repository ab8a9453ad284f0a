import type { Transaction } from '../../src/platform/database.ts';
import { changeFolderAutoReply } from '../../src/services/auto-replies/settings.ts';
import { createFolder } from '../../src/services/inbox-folders/save.ts';

/** Folders of the demo company: one filled by a rule, two by the model, one of them with replies to approve. */

const NO_AI = {
  ai_description: null,
  ai_threshold: 0.7,
  is_active: true,
  reclassify: false,
} as const;

/** Twice: nothing is added, also if some were deleted meanwhile. */
export const addFolders = async (tx: Transaction): Promise<void> => {
  const [present] = await tx.sql`
    select from inbox_folders where company_id = ${tx.actor.companyId}::bigint limit 1
  `;
  if (present !== undefined) return;
  await createFolder(tx, {
    ...NO_AI,
    name: 'Fournisseurs',
    colour: 'gray',
    rules: {
      kind: 'any',
      rules: [
        {
          kind: 'text',
          field: 'sender_domain',
          operator: 'equals',
          values: ['comptoir.example.net'],
        },
      ],
    },
  });
  await createFolder(tx, {
    ...NO_AI,
    name: 'Rendez-vous',
    colour: 'plum',
    rules: null,
    ai_description: 'Rendez-vous, entretiens et visites : demander une date, reporter, annuler.',
    ai_threshold: 0.6,
  });
  const { id: folderId } = await createFolder(tx, {
    ...NO_AI,
    name: 'Inscriptions et tarifs',
    colour: 'petrol',
    rules: null,
    ai_description:
      'Questions avant une inscription : prix, paiement en plusieurs fois, financement par le CPF ou l’employeur, documents à fournir, dates des sessions, accès au centre.',
    ai_threshold: 0.6,
  });
  await changeFolderAutoReply(tx, {
    folderId,
    version: 0,
    mode: 'validation',
    prompt:
      'Vous êtes le secrétariat d’une académie de bijouterie. Répondez en quelques phrases, vouvoyez, et proposez de rappeler si la question demande un conseil.',
    tone: 'warm',
    on_expiry: 'escalate',
    reminder_minutes: [120],
  });
};
