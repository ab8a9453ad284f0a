import { Alert, Button, List, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  IconPencilBolt,
  IconRobotOff,
  IconShieldExclamation,
  IconUserCheck,
} from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { useOwnFindings, type AutoReply } from '../query.ts';

/** Why a draft waits for a person, and why none was written: the rules in words. */

const TYPING_PAUSE_MS = 700;

/** Of what a person types: a notice, which blocks nothing. */
export const OwnFindings = ({ draft, text }: { draft: AutoReply; text: string }) => {
  const { autoReplies: words } = useMessages();
  const [settled] = useDebouncedValue(text.trim(), TYPING_PAUSE_MS);
  const findings = useOwnFindings(draft.id, settled === draft.text ? '' : settled);
  return settled === '' || settled === draft.text ? null : (
    <Findings findings={findings} title={words.ownFindings} />
  );
};

interface FindingsProps extends Pick<AutoReply, 'findings'> {
  title?: string;
}

export const Findings = ({ findings, title }: FindingsProps) => {
  const { autoReplies: words } = useMessages();
  if (findings.length === 0) return null;
  return (
    <Alert color="saffron" icon={<IconShieldExclamation />} title={title ?? words.findings}>
      <List size="sm" spacing={4}>
        {findings.map(({ code, text }, place) => (
          // One code may be there twice, for two parts of the text.
          <List.Item key={`${code}/${place}`}>
            {words.findingCodes[code]}
            {text !== null && (
              <Text span size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {' '}
                {words.quoted(text)}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
};

/** In a folder where each draft waits, that needs no words. */
export const WaitsFor = ({ status, person_reason: reason }: AutoReply) => {
  const { autoReplies: words } = useMessages();
  if (status !== 'waiting' || reason === null || reason === 'validation') return null;
  return (
    <Alert color="petrol" variant="light" icon={<IconUserCheck />} title={words.waitsFor}>
      {words.settings.try.reasons[reason]}
    </Alert>
  );
};

export const ChangedSources = ({ changed_sources: changes }: AutoReply) => {
  const { autoReplies: words } = useMessages();
  if (changes.length === 0) return null;
  return (
    <Alert color="saffron" icon={<IconShieldExclamation />} title={words.sourcesChanged}>
      {words.sourcesChangedHint}
    </Alert>
  );
};

export const useRefusalWords = (): ((code: string) => string) => {
  const { autoReplies: words } = useMessages();
  return (code) =>
    Object.entries(words.refusalCodes).find(([name]) => name === code)?.[1] ??
    words.otherRefusal(code);
};

interface RefusalsProps extends Pick<AutoReply, 'refusals' | 'status'> {
  /** What is around them asks why already. */
  isAnswer: boolean;
  isPending: boolean;
  /** Without it, they can't be lifted. */
  onLift: (() => void) | undefined;
}

export const Refusals = ({ refusals, status, isAnswer, isPending, onLift }: RefusalsProps) => {
  const { autoReplies: words } = useMessages();
  const wordsOf = useRefusalWords();
  if (refusals.length === 0) return null;
  const isRefused = status === 'refused';
  return (
    <Alert
      color="gray"
      icon={<IconRobotOff />}
      title={isRefused ? !isAnswer && words.refusals : words.liftedRefusals}
    >
      <List size="sm" spacing={4}>
        {refusals.map((code) => (
          <List.Item key={code}>{wordsOf(code)}</List.Item>
        ))}
      </List>
      {isRefused && onLift !== undefined && (
        <>
          <Text size="xs" c="dimmed" mt="sm" mb={6}>
            {words.liftHint}
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPencilBolt size={14} />}
            loading={isPending}
            onClick={onLift}
          >
            {words.lift}
          </Button>
        </>
      )}
    </Alert>
  );
};
