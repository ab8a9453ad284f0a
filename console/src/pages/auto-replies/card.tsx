import { useMessages } from '../../i18n/index.tsx';
import type { Conversation } from '../conversations/query.ts';
import classes from './card.module.css';
import { DraftPanel } from './draft/panel.tsx';
import { useFolderMode, useLastAutoReply, type AutoReply } from './query.ts';
import { stateOf } from './status.ts';

/** In an open conversation: its draft, or why there is none. */

export const AutoReplyCard = ({ conversation }: { conversation: Conversation }) => {
  const { autoReplies: words } = useMessages();
  const last = useLastAutoReply(conversation.id);
  if (last === undefined || !isShown(last, conversation)) {
    return conversation.is_newsletter ? <NewsletterCard conversation={conversation} /> : null;
  }
  const isFolded = last.status !== 'waiting' && last.status !== 'drafting';
  const panel = <DraftPanel key={last.id} latest={last} isPage={false} />;
  return (
    <div className={classes['card']} role="group" aria-label={words.settings.link}>
      {isFolded ? (
        <details>
          <summary className={classes['summary']}>
            {last.status === 'refused' ? words.refusals : words.statuses[stateOf(last)]}
          </summary>
          <div className={classes['folded']}>{panel}</div>
        </details>
      ) : (
        panel
      )}
    </div>
  );
};

/** Nothing was even planned for it. */
const NewsletterCard = ({
  conversation: { folder_id: folderId },
}: {
  conversation: Conversation;
}) => {
  const { autoReplies: words } = useMessages();
  const mode = useFolderMode(folderId);
  if (mode === undefined || mode === 'off') return null;
  return (
    <div className={classes['card']} role="group" aria-label={words.settings.link}>
      <details>
        <summary className={classes['summary']}>{words.refusals}</summary>
        <p className={classes['folded']}>{words.settings.try.reasons.newsletter}</p>
      </details>
    </div>
  );
};

/** What is over is shown only while it is about the last message. */
const isShown = (
  { status, message_id: messageId }: AutoReply,
  { last_message_id: lastId }: Conversation,
) => {
  if (status === 'waiting' || status === 'drafting') return true;
  return status !== 'accepted' && status !== 'superseded' && messageId === lastId;
};
