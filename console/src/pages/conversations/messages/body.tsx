import { Anchor, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { useFocusBox } from '../../../ui/keyboard/use-focus-box.ts';
import { MessageFrame } from './frame.tsx';
import classes from './messages.module.css';
import type { Message } from './query.ts';

/** The text of a message as its sender formatted it, or plain. */
export const MessageBody = ({ message }: { message: Message }) => {
  const { composer: words } = useMessages();
  const [isPlain, setPlain] = useState(message.is_html_large);
  const [isHeavy, setHeavy] = useState(message.is_html_large);
  const [areImagesShown, setImagesShown] = useState(false);
  const isFormatted = message.has_html && !isPlain;
  const box = useFocusBox<HTMLDivElement>();
  return (
    <div ref={box} tabIndex={-1} className={classes['body']}>
      {isFormatted && message.has_remote_images && !areImagesShown && (
        <Group gap="xs" className={classes['blocked'] ?? ''}>
          <Text size="xs">{words.imagesBlocked}</Text>
          <Button size="compact-xs" variant="default" onClick={() => setImagesShown(true)}>
            {words.showImages}
          </Button>
        </Group>
      )}
      {isHeavy && isPlain && (
        <Group gap="xs" className={classes['blocked'] ?? ''}>
          <Text size="xs">{words.heavyHtml}</Text>
          <Button size="compact-xs" variant="default" onClick={() => setPlain(false)}>
            {words.showHeavyHtml}
          </Button>
        </Group>
      )}
      {isFormatted ? (
        <MessageFrame
          message={message}
          areImagesShown={areImagesShown}
          isHeavyShown={isHeavy}
          onHeavy={() => {
            setHeavy(true);
            setPlain(true);
          }}
        />
      ) : (
        <PlainText message={message} />
      )}
      {message.has_html && !(isHeavy && isPlain) && (
        <Anchor component="button" type="button" size="xs" onClick={() => setPlain(!isPlain)}>
          {isPlain ? words.showFormatted : words.showPlain}
        </Anchor>
      )}
    </div>
  );
};

const PlainText = ({ message }: { message: Message }) => {
  const { composer: words } = useMessages();
  const [isWhole, setWhole] = useState(false);
  const whole = api.useQuery(
    'get',
    '/inbox/conversations/{id}/messages/{message_id}',
    { params: { path: { id: message.conversation_id, message_id: message.id } } },
    { enabled: isWhole },
  );
  const { text, quote_offset: offset } = whole.data ?? message;
  const own = offset === null ? text : text.slice(0, offset).trimEnd();
  const quoted = offset === null ? '' : text.slice(offset);
  return (
    <>
      <div className={classes['text']}>{own === '' ? words.emptyText : own}</div>
      {quoted !== '' && (
        <details className={classes['quote']}>
          <summary>{words.quoted}</summary>
          <div className={classes['text']}>{quoted}</div>
        </details>
      )}
      {whole.isError && <ProblemAlert error={whole.error} />}
      {message.is_text_cut && whole.data === undefined && (
        <Button
          size="compact-xs"
          variant="default"
          loading={whole.isFetching}
          onClick={() => setWhole(true)}
        >
          {words.showWhole}
        </Button>
      )}
    </>
  );
};
