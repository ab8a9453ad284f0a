/** The variables of canned replies. A test compares them with those of the api. */
export const VARIABLES = [
  'contact.name',
  'contact.first_name',
  'user.name',
  'company.name',
  'conversation.subject',
] as const;
