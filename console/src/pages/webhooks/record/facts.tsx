import { Group, Stack, Text } from '@mantine/core';
import { useMessages } from '../../../i18n/index.tsx';
import { CopyIcon } from '../../../ui/values/copy.tsx';
import { Facts } from '../../../ui/values/facts.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { SmallCode } from '../../../ui/values/small-code.tsx';
import { useEventLabel } from '../events.ts';
import type { Webhook } from '../types.ts';

/** How a webhook is set. Its secret and the values of its headers are never shown. */
export const WebhookFacts = ({ webhook }: { webhook: Webhook }) => {
  const { webhook: words, webhooks } = useMessages();
  const { form_name: form, call_center_name: centre } = webhook;
  const bindings = [
    form === null ? null : `${webhooks.columnForm} : ${form}`,
    centre === null ? null : `${webhooks.columnCentre} : ${centre}`,
  ].filter((text) => text !== null);
  const { rate_limit_per_second: rate, succeeded_at: succeededAt } = webhook;
  const headerNames = webhook.header_names ?? [];
  return (
    <Facts
      facts={[
        { label: words.url, value: <Url url={webhook.url} /> },
        { label: words.events, value: <Events types={webhook.events} /> },
        { label: words.binding, value: bindings.join(' · ') || webhooks.everything },
        { label: words.owner, value: webhook.user_name },
        {
          label: words.headers,
          value: headerNames.length === 0 ? null : <SmallCodes codes={headerNames} />,
        },
        { label: words.attempts, value: String(webhook.attempt_count_max) },
        { label: words.rateLimit, value: rate === null ? null : words.rateLimitOf(rate) },
        {
          label: words.succeeded,
          value: succeededAt === null ? null : <RelativeTime at={succeededAt} />,
        },
        { label: words.created, value: <RelativeTime at={webhook.created_at} /> },
        { label: words.updated, value: <RelativeTime at={webhook.updated_at} /> },
      ]}
    />
  );
};

const Url = ({ url }: { url: string }) => {
  const { webhook: words } = useMessages();
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Text span size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {url}
      </Text>
      <CopyIcon value={url} label={words.copyUrl} />
    </Group>
  );
};

const Events = ({ types }: { types: readonly string[] }) => {
  const labelOf = useEventLabel();
  return (
    <Stack gap={2}>
      {types.map((type) => (
        <span key={type} title={type}>
          {labelOf(type)}
        </span>
      ))}
    </Stack>
  );
};

const SmallCodes = ({ codes }: { codes: readonly string[] }) => (
  <Stack gap={2}>
    {codes.map((code) => (
      <SmallCode key={code} code={code} />
    ))}
  </Stack>
);
