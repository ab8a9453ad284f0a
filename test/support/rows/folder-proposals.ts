import { z } from 'zod';
import type { TestApi, TestCompany } from '../api.ts';

/** Proposed rules of a folder: one for each thing that can be done with one, and one that was dismissed. */

export interface FolderProposalRows {
  accept: string;
  dismiss: string;
  /** Their messages make the proposals. */
  conversationIds: number[];
}

const Id = z.object({ id: z.number() });

export const insertFolderProposalRows = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  { id: companyId, owner }: TestCompany,
): Promise<FolderProposalRows> => {
  const [folder] = await sql`
    insert into inbox_folders (company_id, name, colour, position)
    values (${companyId}, 'Factures', 'moss', 2)
    returning id
  `;
  const folderId = Id.parse(folder).id;
  const conversationIds: number[] = [];
  const idOf = async (sender: string): Promise<string> => {
    const [row] = await sql`
      select overlay(overlay(left(hash, 32) placing '8' from 13) placing '8' from 17)::uuid as id
      from encode(sha256(convert_to(${`${folderId}/${sender}`}, 'UTF8')), 'hex') as hash
    `;
    return z.object({ id: z.string() }).parse(row).id;
  };
  const propose = async (sender: string): Promise<string> => {
    for (const subject of ['Facture 1', 'Facture 2', 'Facture 3']) {
      const [row] = await sql`
        with new_conversation as (
          insert into conversations (
            company_id, channel, subject, folder_id, is_folder_manual, contact_address
          )
          values (${companyId}, 'email', ${subject}, ${folderId}, true, ${sender})
          returning id
        ),
        new_decision as (
          insert into folder_decisions (company_id, conversation_id, folder_id, source, decided_by)
          select ${companyId}, id, ${folderId}, 'person', ${owner.id} from new_conversation
        )
        insert into messages (
          company_id, conversation_id, channel, direction, sender_address, subject, occurred_at
        )
        select ${companyId}, id, 'email', 'in', ${sender}, ${subject}, now() from new_conversation
        returning conversation_id as id
      `;
      conversationIds.push(Id.parse(row).id);
    }
    return idOf(sender);
  };
  await sql`
    insert into folder_proposals (id, company_id, folder_id, decision, decided_by)
    values (
      ${await idOf('lettre@example.com')}, ${companyId}, ${folderId}, 'dismissed', ${owner.id}
    )
  `;
  return {
    accept: await propose('factures@example.com'),
    dismiss: await propose('relances@example.com'),
    conversationIds,
  };
};
