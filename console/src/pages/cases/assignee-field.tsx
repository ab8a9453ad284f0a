import type { ReactNode } from 'react';
import { client, compact } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { sent } from '../../parts/sent.ts';
import { ColleagueChoice } from '../users/colleague-choice.tsx';

const PATH = '/api/crm/case/{id}/colleagues';
const NEW_PATH = '/api/crm/case/colleagues';

interface CaseAssigneeFieldProps {
  /** The case, or what is known of a new one. */
  of: { caseId: number } | { conversationId: number | undefined };
  label: string;
  /** A click on a name outside of the popover would close it. */
  isInPopover?: boolean;
  /** Who has it now. Null: nobody, or a new record. */
  current: { id: number; name: string } | null;
  value: number | null;
  error: ReactNode;
  onChange: (userId: number | null) => void;
}

/** Who has a case, or a task of it: one of those who see it. */
export const CaseAssigneeField = ({
  of,
  isInPopover = false,
  current,
  value,
  onChange,
  ...field
}: CaseAssigneeFieldProps) => {
  const { tasks: words } = useMessages();
  const { user } = useMe();
  const self = { id: user.id, label: user.name };
  return (
    <ColleagueChoice
      {...field}
      placeholder={words.nobody}
      comboboxProps={{ withinPortal: !isInPopover }}
      known={current === null ? [self] : [self, { id: current.id, label: current.name }]}
      source={sourceOf(of)}
      value={value ?? undefined}
      onChange={(id) => onChange(id ?? null)}
    />
  );
};

const sourceOf = (of: CaseAssigneeFieldProps['of']) => {
  const queryOf = (q: string) => compact({ q: q === '' ? undefined : q });
  if ('caseId' in of) {
    const params = (q: string) => ({ path: { id: of.caseId }, query: queryOf(q) });
    return {
      queryKey: (q: string) => ['get', PATH, { params: params(q) }],
      read: (q: string) => sent(client.GET(PATH, { params: params(q) })),
    };
  }
  const params = (q: string) => ({
    query: { ...queryOf(q), ...compact({ conversation_id: of.conversationId }) },
  });
  return {
    queryKey: (q: string) => ['get', NEW_PATH, { params: params(q) }],
    read: (q: string) => sent(client.GET(NEW_PATH, { params: params(q) })),
  };
};
