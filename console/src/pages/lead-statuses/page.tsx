import { Select, Stack, Text } from '@mantine/core';
import { api, client, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useLanguage, useMessages } from '../../i18n/index.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { sent } from '../../parts/sent.ts';
import { codeOf } from '../../parts/statuses/draft.ts';
import { StatusEditor } from '../../parts/statuses/editor.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Card } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { worded, type LeadStatus } from '../leads/statuses.tsx';
import classes from './layout.module.css';

/** The statuses that a company's leads can have. */
export const LeadStatusesPanel = () => {
  const { leadStatuses: words } = useMessages();
  const canEdit = useCan()('lead_statuses:write');
  const query = api.useQuery('get', '/api/v1/lead-statuses', {}, { enabled: canEdit });
  if (!canEdit) {
    return (
      <Card>
        <Forbidden />
      </Card>
    );
  }
  return (
    <Stack>
      <Text c="dimmed" maw="68ch">
        {words.description}
      </Text>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(stored) => <Editor stored={stored} />}
      </QueryView>
    </Stack>
  );
};

const Editor = ({ stored }: { stored: Schemas['LeadStatuses'] }) => {
  const { leadStatuses: words } = useMessages();
  const { locale } = useLanguage();
  const { data } = api.useQuery('get', '/api/v1/lead-statuses/usage');
  const countOf = (code: string): number => data?.data.find((one) => one.code === code)?.count ?? 0;
  return (
    <StatusEditor<LeadStatus>
      saved={stored.statuses.map((status) => worded(status, locale))}
      isDefault={stored.is_default}
      path="/api/v1/lead-statuses"
      send={(statuses) =>
        sent(client.PUT('/api/v1/lead-statuses', { body: { statuses: [...statuses] } }))
      }
      resetBody={words.resetBody}
      layout={classes['row']}
      newStatus={(label) => ({
        code: codeOf(label.toLowerCase()),
        label,
        tone: 'neutral',
        role: null,
      })}
      usageOf={(code) => words.usage(countOf(code))}
      detail={(status, onChange) => (
        <RoleSelect role={status.role} onChange={(role) => onChange({ ...status, role })} />
      )}
      // A role is of one status: the one that had it loses it.
      settle={(other, { role }) => (other.role === role ? { ...other, role: null } : other)}
      onRemove={({ code, label }, remove) =>
        countOf(code) > 0 ? toast('bad', words.inUse(label, countOf(code))) : remove()
      }
    />
  );
};

type Role = LeadStatus['role'];

const ROLES = ['initial', 'converted'] as const satisfies readonly Role[];

const RoleSelect = ({ role, onChange }: { role: Role; onChange: (role: Role) => void }) => {
  const { leadStatuses: words } = useMessages();
  return (
    <Select
      size="xs"
      aria-label={words.role}
      allowDeselect={false}
      data={[
        { value: 'none', label: words.roles.none },
        ...ROLES.map((value) => ({ value, label: words.roles[value] })),
      ]}
      value={role ?? 'none'}
      onChange={(value) => onChange(ROLES.find((one) => one === value) ?? null)}
    />
  );
};
