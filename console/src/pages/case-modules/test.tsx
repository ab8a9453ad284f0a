import { Alert, Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useFormat, useLanguage, useMessages } from '../../i18n/index.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { Facts } from '../../ui/values/facts.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { useFailureWord, useRefreshModules, type ModuleKind } from './types.ts';

/** One call about something made up, to see what the module answers. */

const QUESTION_LENGTH_MAX = 2_000;

export const ModuleTest = ({ kind }: { kind: ModuleKind }) => {
  const { caseModules: words } = useMessages();
  const { locale } = useLanguage();
  const [question, setQuestion] = useState('');
  const refresh = useRefreshModules();
  const attempt = api.useMutation('post', '/api/crm/module/{kind}/test', { onSettled: refresh });
  const asked = question.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (attempt.isPending) return;
        const body = { language: locale, ...(asked !== '' && { question: asked }) };
        attempt.mutate({ params: { path: { kind } }, body });
      }}
    >
      <Stack>
        <Group align="end">
          {kind !== 'billing' && (
            <TextInput
              flex={1}
              miw={200}
              label={words.question}
              placeholder={words.questionHint}
              maxLength={QUESTION_LENGTH_MAX}
              value={question}
              onChange={(event) => setQuestion(event.currentTarget.value)}
            />
          )}
          <Button
            type="submit"
            variant="default"
            leftSection={<IconPlayerPlay size={15} />}
            loading={attempt.isPending}
          >
            {words.test}
          </Button>
        </Group>
        <div aria-live="polite">
          {attempt.isError && <ProblemAlert error={attempt.error} />}
          {attempt.data !== undefined && !attempt.isPending && <Result result={attempt.data} />}
        </div>
      </Stack>
    </form>
  );
};

const Result = ({ result }: { result: Schemas['CaseModuleTest'] }) => {
  const { caseModules: words } = useMessages();
  const format = useFormat();
  const failureWord = useFailureWord();
  const { outcome, error_code: code, duration_ms: ms, invalid_fields: fields } = result;
  const isGood = outcome === 'answered';
  return (
    <Alert
      color={isGood ? 'moss' : 'brick'}
      title={isGood ? words.answered : words.notAnswered}
      role="status"
    >
      <Stack gap="sm">
        {code !== null && <Text size="sm">{failureWord(code)}</Text>}
        {fields.length > 0 && (
          <Text size="sm">{words.invalidFields(fields.map(words.field).join(', '))}</Text>
        )}
        {isGood && <Answer result={result} />}
        {result.is_cut && (
          <Text size="sm" c="dimmed">
            {words.cut}
          </Text>
        )}
        {ms !== null && (
          <Text size="xs" c="dimmed">
            {words.took(format.number(ms))}
          </Text>
        )}
      </Stack>
    </Alert>
  );
};

/** As text: what a module writes has no effect here. */
const Answer = ({ result }: { result: Schemas['CaseModuleTest'] }) => {
  const { caseModules: words } = useMessages();
  const { answer, passages, lines, as_of: asOf } = result;
  const isEmpty = (answer ?? '') === '' && passages.length === 0 && lines.length === 0;
  return (
    <>
      {isEmpty && <Text size="sm">{words.emptyAnswer}</Text>}
      {answer !== null && answer !== '' && (
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {answer}
        </Text>
      )}
      {passages.length > 0 && (
        <Stack
          component="ul"
          gap="xs"
          p={0}
          m={0}
          style={{ listStyle: 'none', overflowWrap: 'anywhere' }}
          aria-label={words.passages}
        >
          {passages.map((passage) => (
            <li key={passage.id}>
              <Text size="sm" fw={600}>
                {passage.title}
              </Text>
              <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
                {passage.text}
              </Text>
              <Text size="xs" c="dimmed">
                {passage.citation}
                {passage.citation !== null && passage.url !== null && ' · '}
                {passage.url !== null && (
                  <Anchor href={passage.url} target="_blank" rel="noopener noreferrer" size="xs">
                    {passage.url}
                  </Anchor>
                )}
              </Text>
            </li>
          ))}
        </Stack>
      )}
      {lines.length > 0 && <Facts facts={lines} />}
      {asOf !== null && (
        <Text size="xs" c="dimmed">
          {words.asOf} <RelativeTime at={asOf} />
        </Text>
      )}
    </>
  );
};
