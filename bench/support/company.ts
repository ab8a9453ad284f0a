import { connect } from '../../src/platform/database.ts';
import { ALL_PERMISSIONS } from '../../src/domain/shared/permissions.ts';
import { hashToken, newToken } from '../../src/domain/shared/secrets.ts';
import { createCompany } from '../../src/queries/companies.ts';
import type { Stack } from './stack.ts';

/** The company that sends the actions, and one entity for each of them: what an action changed can be counted. */

export interface BenchCompany {
  companyId: number;
  userId: number;
  apiKey: string;
}

const STATUS_BEFORE = 'DOSSIER_INCOMPLET';
export const STATUS_AFTER = 'DOSSIER_COMPLET';

export const addCompany = async (
  { urls, superuser }: Stack,
  slug = 'bench',
): Promise<BenchCompany> => {
  const owner = connect(urls.ownerUrl, 1);
  try {
    const created = await createCompany(owner, {
      name: `Banc ${slug}`,
      slug,
      locale: 'fr',
      owner: { email: `banc@${slug}.example`, name: 'Béatrice Banc' },
      credential: { invitationHash: hashToken(newToken('rli')) },
    });
    if (!created) throw new Error(`the company ${slug} exists`);
    const apiKey = newToken('rlk');
    await superuser`
      insert into api_keys (company_id, user_id, name, prefix, key_hash, scopes, created_by)
      values (
        ${created.companyId}::bigint, ${created.userId}::bigint, 'bench',
        ${apiKey.slice(0, 10)}::text, ${hashToken(apiKey)}::bytea, ${[...ALL_PERMISSIONS]}::text[],
        ${created.userId}::bigint
      )
    `;
    return { ...created, apiKey };
  } finally {
    await owner.end();
  }
};

export const entityRef = (batch: string, number: number): string => `${batch}-${number}`;

/** Candidates `<batch>-1` to `<batch>-<count>`. */
export const addEntities = async (
  { superuser }: Stack,
  { companyId }: BenchCompany,
  { batch, count }: { batch: string; count: number },
): Promise<void> => {
  await superuser`
    insert into entities (company_id, type, ref, data)
    select ${companyId}::bigint, 'candidat', ${batch}::text || '-' || number,
      jsonb_build_object(
        'nom', 'Dumitru', 'prenom', 'Marie', 'email', 'marie.dumitru@example.com',
        'telephone', '0612345678', 'statutDossier', ${STATUS_BEFORE}::text,
        'formation', 'CAP Bijouterie-Joaillerie'
      )
    from generate_series(1, ${count}::integer) as number
  `;
  await superuser`vacuum analyze entities`;
};

/** Seed 001's first example, about one entity. */
export const actionBody = (
  userId: number,
  ref: string,
  actionType = 'RELANCE_CANDIDAT_EMAIL',
): string =>
  JSON.stringify({
    actionType,
    actionSource: 'admin.candidats.detail',
    actionButton: 'relancer_email',
    entiteType: 'candidat',
    entiteId: ref,
    decidePar: userId,
    decisionType: 'relance_email',
    commentaire: 'Relance pour documents CNI manquants',
    metadonnees: {
      documentsManquants: ['CNI_VERSO'],
      delaiDepuisDernierContact: 15,
      priorite: 'HAUTE',
    },
  });
