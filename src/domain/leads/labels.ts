/** What a lead is called: its name, else what is known of it. Empty if nothing is. */
export const leadLabel = (lead: {
  name: string | null;
  email: string | null;
  phone: string | null;
  company_name: string | null;
}): string => lead.name ?? lead.email ?? lead.phone ?? lead.company_name ?? '';
