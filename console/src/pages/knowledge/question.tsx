import { Anchor, Button, Group, Progress, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import type { Collection } from './search.ts';

const QUESTION_LENGTH_MAX = 2_000;

interface QuestionBoxProps {
  collection: Collection;
  onOpen: (article: number) => void;
}

/** « Quels passages pour cette question ? », with their scores. */
export const QuestionBox = ({ collection, onOpen }: QuestionBoxProps) => {
  const messages = useMessages();
  const { knowledge: words } = messages;
  const [question, setQuestion] = useState('');
  const search = api.useMutation('post', '/inbox/knowledge/search', {
    onError: (error) => toastProblem(messages, error),
  });
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const asked = question.trim();
          if (asked !== '') search.mutate({ body: { question: asked, collection } });
        }}
      >
        <Group align="end" wrap="nowrap">
          <TextInput
            label={words.questions[collection]}
            description={words.questionHint}
            maxLength={QUESTION_LENGTH_MAX}
            value={question}
            onChange={(event) => setQuestion(event.currentTarget.value)}
            flex={1}
          />
          <Button
            type="submit"
            leftSection={<IconSearch size={16} />}
            loading={search.isPending}
            disabled={question.trim() === ''}
          >
            {words.ask}
          </Button>
        </Group>
      </form>
      <div aria-live="polite">
        {search.data && <Passages passages={search.data.passages} onOpen={onOpen} />}
      </div>
    </Stack>
  );
};

interface PassagesProps extends Pick<QuestionBoxProps, 'onOpen'> {
  passages: Schemas['KnowledgeSearch']['passages'];
}

const Passages = ({ passages, onOpen }: PassagesProps) => {
  const { knowledge: words } = useMessages();
  const format = useFormat();
  if (passages.length === 0) return <Text c="dimmed">{words.nothingFound}</Text>;
  return (
    <Stack
      component="ol"
      gap="md"
      p={0}
      m={0}
      style={{ listStyle: 'none' }}
      aria-label={words.found}
    >
      {passages.map((passage) => (
        <li key={passage.id}>
          <Group justify="space-between" wrap="nowrap" align="start">
            <Anchor
              component="button"
              type="button"
              ta="left"
              onClick={() => onOpen(passage.article_id)}
            >
              {passage.article_title}
            </Anchor>
            <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {words.score(format.number(Math.round(passage.score * 100)))}
            </Text>
          </Group>
          <Progress size="xs" value={passage.score * 100} aria-hidden my={4} />
          {passage.heading !== '' && (
            <Text size="sm" c="dimmed">
              {passage.heading}
            </Text>
          )}
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {passage.text}
          </Text>
        </li>
      ))}
    </Stack>
  );
};
