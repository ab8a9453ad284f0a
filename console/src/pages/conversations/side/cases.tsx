import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { OpenCase } from '../../cases/from-conversation.tsx';
import { CaseLines } from '../../cases/of-record.tsx';
import { Section } from './section.tsx';

const CASE_COUNT_MAX = 20;

/** The cases that a conversation belongs to, and a new one about it. */
export const Cases = ({ conversation }: { conversation: Schemas['Conversation'] }) => {
  const { cases: words, navigation } = useMessages();
  const mayOpen = useCan()('cases:create');
  const [isOpening, setOpening] = useState(false);
  const rows =
    api.useQuery('get', '/api/crm/case', {
      params: { query: { conversation_id: conversation.id, limit: CASE_COUNT_MAX } },
    }).data?.data ?? [];
  return (
    <Section
      title={navigation.cases}
      actions={
        mayOpen && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => setOpening(true)}
          >
            {words.create}
          </Button>
        )
      }
    >
      <CaseLines rows={rows} />
      {isOpening && <OpenCase conversation={conversation} onClose={() => setOpening(false)} />}
    </Section>
  );
};
