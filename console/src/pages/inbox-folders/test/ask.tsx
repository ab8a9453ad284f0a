import { Button, Stack, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { client, type Schemas } from '../../../api/client.ts';
import { useMutation } from '../../../api/use-mutation.ts';
import { useCan } from '../../../api/session.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { FolderOf } from '../mark.tsx';
import { useFolders } from '../types.ts';

/** What the language model would say about a text, when one asks: it costs tokens. */

export type AskDraft = NonNullable<Schemas['InboxFolderAskIn']['draft']>;

interface AskProps {
  sample: { subject: string; content: string };
  /** A description that is not saved. */
  draft: AskDraft | undefined;
}

export const AskModel = ({ sample, draft }: AskProps) => {
  const { inboxFolders: words } = useMessages();
  const mayAsk = useCan()('inbox_folders:write');
  const isDescribed = useFolders().some(({ ai_description: description }) => description !== null);
  const ask = useMutation<Schemas['InboxFolderAsk'], Schemas['InboxFolderAskIn']>({
    mutationFn: (body) => sent(client.POST('/inbox/folders/ask', { body })),
  });
  const isUseful = isDescribed || (draft?.ai_description ?? null) !== null;
  if (!mayAsk || !isUseful) return null;
  const { subject, content } = sample;
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconSparkles size={14} />}
        loading={ask.isPending}
        disabled={subject.trim() === '' && content.trim() === ''}
        onClick={() => ask.mutate({ sample: { subject, content }, ...(draft && { draft }) })}
      >
        {words.askModel}
      </Button>
      {ask.isError && <ProblemAlert error={ask.error} />}
      <div aria-live="polite">{ask.data && <Answer answer={ask.data} />}</div>
    </Stack>
  );
};

const Answer = ({ answer }: { answer: Schemas['InboxFolderAsk'] }) => {
  const { inboxFolders: words, inboxAi } = useMessages();
  const format = useFormat();
  const { outcome, confidence, suggested_folder_id: folderId, is_draft: isDraft } = answer;
  const hasFolder = isDraft || folderId !== null;
  return (
    <Stack gap={2}>
      {hasFolder && (
        <Text size="sm" component="div">
          {words.modelSays} {isDraft ? <b>{words.thisFolder}</b> : <FolderOf id={folderId} />}
        </Text>
      )}
      {outcome !== 'filed' && <Text size="sm">{inboxAi.outcomes[outcome]}</Text>}
      <Text size="xs" c="dimmed">
        {[
          ...(confidence === null ? [] : [inboxAi.confidence(format.percent(confidence))]),
          ...(answer.intent === null ? [] : [inboxAi.intents[answer.intent]]),
          ...(answer.words.length === 0 ? [] : [inboxAi.words(answer.words)]),
          ...(answer.is_demo ? [inboxAi.demo] : []),
        ].join(' · ')}
      </Text>
    </Stack>
  );
};
