import { Spoiler } from '@mantine/core';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import type { AutoReply } from '../query.ts';
import classes from './draft.module.css';

/** On a phone, which shows one pane at a time: the message that a draft answers, its first lines. */

/** Five whole lines. */
const HEIGHT_MAX_PX = 100;

export const Question = ({ draft }: { draft: AutoReply }) => {
  const { autoReplies: words, composer } = useMessages();
  const path = { id: draft.conversation_id, message_id: draft.message_id };
  const message = api.useQuery('get', '/inbox/conversations/{id}/messages/{message_id}', {
    params: { path },
  }).data;
  if (message === undefined) return null;
  const { text, quote_offset: offset } = message;
  const own = text.slice(0, offset ?? undefined).trim();
  return (
    <section className={classes['question']} aria-label={words.question}>
      <h3 className={classes['heading']}>{words.question}</h3>
      <Spoiler
        maxHeight={HEIGHT_MAX_PX}
        showLabel={words.showAll}
        hideLabel={words.showLess}
        transitionDuration={0}
      >
        <p className={classes['questionText']}>{own === '' ? composer.emptyText : own}</p>
      </Spoiler>
    </section>
  );
};
