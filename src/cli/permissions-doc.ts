/** Prints src/domain/shared/permissions.ts as a table, docs/permissions.md: `npm run permissions`. */
import { writeFile } from 'node:fs/promises';
import { ALL_PERMISSIONS, roleReach, ROLES } from '../domain/shared/permissions.ts';

const FILE = new URL('../../docs/permissions.md', import.meta.url);

const INTRODUCTION = `# Permissions

Generated from \`src/domain/shared/permissions.ts\` by \`npm run permissions\`; a test keeps it fresh.

- \`own\`: the records that the caller decided, received or is assigned to, and their own user
- \`own_or_unassigned\`: also the records of their call centre without an assignee
- \`centre\`: the records of their call centre, and their own
- \`company\`: all records of the company
- –: not allowed (403)

A permission to change a record includes seeing that record, in the answer to the change: an API key with
\`leads:assign\` alone gets the leads it assigns, one by one by their number. Lists, counts, searches, exports and other
records in the same answer need \`read\`.

No permission reaches rows of another company (404). An API key needs the permission as a scope. Its
reach is never wider than that of the user it acts as.
`;

export const permissionsMarkdown = (): string => {
  const head = ['permission', ...ROLES];
  const rows = ALL_PERMISSIONS.map((permission) => [
    `\`${permission}\``,
    ...ROLES.map((role) => {
      const reach = roleReach(role, permission);
      return reach === 'none' ? '–' : reach;
    }),
  ]);
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${INTRODUCTION}\n${lines.join('\n')}\n`;
};

if (import.meta.main) await writeFile(FILE, permissionsMarkdown());
