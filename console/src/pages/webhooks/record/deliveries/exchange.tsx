import { Stack, Text } from '@mantine/core';
import { useMessages } from '../../../../i18n/index.tsx';
import { Fold } from '../../../actions/decide/fold.tsx';
import { JsonView } from '../../../../ui/values/json-view.tsx';

/** What was sent and what came back: of an attempt or of a test. */

const RESPONSE_HEIGHT_PX = 240;

type Headers = Readonly<Record<string, string>>;

interface ExchangeProps {
  requestHeaders: Headers;
  responseHeaders: Headers | null;
  responseBody: string | null;
}

export const Exchange = ({ requestHeaders, responseHeaders, responseBody }: ExchangeProps) => {
  const { webhookDelivery: words } = useMessages();
  return (
    <Stack gap={6}>
      {responseBody !== null &&
        (responseBody === '' ? (
          <Text size="sm" c="dimmed">
            {words.responseEmpty}
          </Text>
        ) : (
          <JsonView
            label={words.response}
            value={readable(responseBody)}
            maxHeight={RESPONSE_HEIGHT_PX}
          />
        ))}
      {responseHeaders !== null && (
        <Fold label={words.responseHeaders}>
          <JsonView label={words.responseHeaders} value={responseHeaders} />
        </Fold>
      )}
      <Fold label={words.requestHeaders}>
        <JsonView label={words.requestHeaders} value={requestHeaders} />
      </Fold>
    </Stack>
  );
};

/** Parses JSON. Any other text is shown unchanged. */
export const readable = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
