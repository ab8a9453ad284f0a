import { Alert, List, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconHistory,
  IconRobotOff,
  IconSend,
  IconUserCheck,
  type Icon,
} from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { Facts } from '../../../ui/values/facts.tsx';
import { Findings, useRefusalWords } from '../draft/notes.tsx';
import { DraftText } from '../draft/text.tsx';

/** What would become of the message, in words, with the draft and its passages. */

export type Tried = Schemas['FolderAutoReplyTry'];

const SHAPES: Record<Tried['verdict'], { color: string; icon: Icon }> = {
  sent: { color: 'moss', icon: IconSend },
  to_approve: { color: 'petrol', icon: IconUserCheck },
  refused: { color: 'gray', icon: IconRobotOff },
  failed: { color: 'brick', icon: IconAlertTriangle },
};

interface TryResultProps {
  result: Tried;
  /** The settings that were tried answer nothing. */
  isOff: boolean;
  /** Settings or message are others now. */
  isStale: boolean;
}

export const TryResult = ({ result, isOff, isStale }: TryResultProps) => {
  const { autoReplies: words, ai, aiTry } = useMessages();
  const mayRead = useCan()('ai:read');
  const { draft, findings, passages, run_id: run } = result;
  return (
    <Stack mt="md">
      {isStale && (
        <Alert color="saffron" icon={<IconHistory />}>
          {words.settings.try.stale}
        </Alert>
      )}
      {isOff && result.reason === 'validation' ? <Off /> : <Verdict result={result} />}
      <Findings findings={findings} />
      {draft !== null && (
        <>
          <Facts
            facts={[
              { label: words.to, value: draft.recipient_address },
              { label: words.subject, value: draft.subject },
            ]}
          />
          <DraftText draft={{ ...draft, findings, citations: passages }} />
        </>
      )}
      {result.is_demo && (
        <Text size="xs" c="dimmed">
          {ai.demoHint}
        </Text>
      )}
      {run !== null && mayRead && (
        <LinkText to="/settings/ai" search={{ run }} size="sm">
          {aiTry.seeRun}
        </LinkText>
      )}
    </Stack>
  );
};

const Off = () => {
  const { autoReplies } = useMessages();
  const words = autoReplies.settings.try;
  return (
    <Alert color="gray" icon={<IconRobotOff />} title={words.offTitle} role="status">
      {words.offHint}
    </Alert>
  );
};

const Verdict = ({ result }: { result: Tried }) => {
  const { autoReplies } = useMessages();
  const words = autoReplies.settings.try;
  const refusalWords = useRefusalWords();
  const failureWords = useFailureWords();
  const { verdict, reason, refusals, failure, draft } = result;
  const { color, icon: Shape } = SHAPES[verdict];
  return (
    <Alert color={color} icon={<Shape />} title={words.verdicts[verdict]} role="status">
      <Stack gap={4}>
        {verdict === 'sent' && <Text size="sm">{words.sentWhy}</Text>}
        {verdict !== 'failed' && reason !== null && (
          <Text size="sm">{wordsOf(words.reasons, reason) ?? reason}</Text>
        )}
        {refusals.length > 0 && (
          <List size="sm" spacing={4}>
            {refusals.map((code) => (
              <List.Item key={code}>{refusalWords(code)}</List.Item>
            ))}
          </List>
        )}
        {failure !== null && <Text size="sm">{failureWords(failure)}</Text>}
        {verdict === 'refused' && draft !== null && <Text size="sm">{words.stillShown}</Text>}
      </Stack>
    </Alert>
  );
};

const wordsOf = (known: Readonly<Record<string, string>>, code: string): string | undefined =>
  Object.entries(known).find(([name]) => name === code)?.[1];

const useFailureWords = (): ((code: string) => string) => {
  const { autoReplies, aiRuns } = useMessages();
  return (code) => wordsOf(autoReplies.failures, code) ?? wordsOf(aiRuns.outcomes, code) ?? code;
};
