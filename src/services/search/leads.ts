import { leadLabel } from '../../domain/leads/labels.ts';
import { byRank, rankOf } from '../../domain/search/rank.ts';
import type { LeadHit } from '../../domain/search/shapes.ts';
import { parsePhone } from '../../domain/shared/phones.ts';
import { searchLeads, type FoundLead } from '../../queries/search/leads.ts';
import type { SearchSource } from './source.ts';

/** So many of the newest matches are ranked. */
const RANKED_COUNT_MAX = 100;

/** Leads: by words of their data, telephone number, e-mail address. */
export const leadSource: SearchSource = {
  permission: 'leads:read',
  find: async (tx, { text, scope, limit }) => {
    const found = await searchLeads(tx, { text, scope, limit: RANKED_COUNT_MAX });
    return byRank(found.map((lead) => hitOf(lead, text))).slice(0, limit);
  },
};

const hitOf = (lead: FoundLead, text: string): LeadHit => {
  const { id, status, email, phone, company_name: company } = lead;
  const title = leadLabel(lead);
  const names = [email, phone].filter((name) => name !== null);
  const isNumber = phone !== null && parsePhone(text) === phone;
  const subtitle = [company, email, phone].filter((part) => part !== null && part !== title);
  return {
    kind: 'lead',
    id,
    title: title === '' ? `#${id}` : title,
    subtitle: subtitle.join(' · '),
    rank: isNumber ? 'exact' : (rankOf({ title, names }, text) ?? 'elsewhere'),
    status,
  };
};
