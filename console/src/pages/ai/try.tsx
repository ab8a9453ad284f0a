import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkText } from '../../parts/links.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { amend } from '../../routing/search.ts';
import { Card } from '../../ui/page/page.tsx';
import { useAiReason } from './outcome.tsx';
import { useRefreshAi } from './types.ts';

/** One call, to see whether the model answers. */
export const AiTry = () => {
  const { aiTry: words } = useMessages();
  const [message, setMessage] = useState<string>(words.example);
  const refresh = useRefreshAi();
  const attempt = api.useMutation('post', '/api/v1/ai/try', { onSettled: refresh });
  const isEmpty = message.trim() === '';
  return (
    <Card title={words.title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isEmpty && !attempt.isPending) attempt.mutate({ body: { message } });
        }}
      >
        <Stack>
          <Textarea
            label={words.message}
            description={words.hint}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={4000}
            value={message}
            onChange={(event) => setMessage(event.currentTarget.value)}
          />
          <Group>
            <Button
              type="submit"
              variant="default"
              leftSection={<IconPlayerPlay size={15} />}
              loading={attempt.isPending}
              disabled={isEmpty}
            >
              {words.submit}
            </Button>
          </Group>
          <div aria-live="polite">
            {attempt.isError && <ProblemAlert error={attempt.error} />}
            {attempt.data !== undefined && !attempt.isPending && <Result result={attempt.data} />}
          </div>
        </Stack>
      </form>
    </Card>
  );
};

const route = getRouteApi('/shell/settings/ai');

const Result = ({ result }: { result: Schemas['AiTry'] }) => {
  const { ai, aiTry: words, aiRuns } = useMessages();
  const reasonOf = useAiReason();
  const search = route.useSearch();
  const { outcome, error_code: code, run_id: run } = result;
  const isGood = outcome === 'succeeded';
  return (
    <Alert
      color={isGood ? 'moss' : 'brick'}
      title={isGood ? words.answered : words.failed}
      role="status"
    >
      <Stack gap="xs">
        {isGood ? (
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {result.answer}
          </Text>
        ) : (
          <Text size="sm">
            {outcome === 'ai_not_configured' ? ai.notConfigured : aiRuns.outcomes[outcome]}
            {code !== null && ` : ${reasonOf(code)}`}
          </Text>
        )}
        {result.masked_kinds.length > 0 && (
          <Text size="sm" c="dimmed">
            {words.masked(result.masked_kinds.map((kind) => words.kinds[kind]).join(', '))}
          </Text>
        )}
        {result.is_demo && (
          <Text size="xs" c="dimmed">
            {ai.demoHint}
          </Text>
        )}
        {run !== null && (
          <LinkText to="/settings/ai" search={amend(search, { run })} resetScroll={false} size="sm">
            {words.seeRun}
          </LinkText>
        )}
      </Stack>
    </Alert>
  );
};
