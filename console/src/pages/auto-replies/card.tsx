import { useMessages } from '../../i18n/index.tsx';
import type { Conversation } from '../conversations/query.ts';
import classes from './card.module.css';
import { DraftPanel } from './draft/panel.tsx';
import { isTyped, keptText } from './draft/kept-text.ts';
import { useFolderMode, useLastAutoReplies, type AutoReply } from './query.ts';
import { hasEnded, stateOf } from './status.ts';

/** In an open conversation: its draft, or why there is none. With those that ended while this user typed in them. */

export const AutoReplyCard = ({ conversation }: { conversation: Conversation }) => {
  const [last, ...earlier] = useLastAutoReplies(conversation.id);
  const isLastShown = last !== undefined && (isShown(last, conversation) || hasTyped(last));
  return (
    <>
      {earlier.filter(hasTyped).map((draft) => (
        <Draft key={draft.id} draft={draft} />
      ))}
      {isLastShown && <Draft key={last.id} draft={last} />}
      {!isLastShown && conversation.is_newsletter && <NewsletterCard conversation={conversation} />}
    </>
  );
};

const hasTyped = (draft: AutoReply): boolean => isTyped(draft, keptText(draft.id));

const Draft = ({ draft }: { draft: AutoReply }) => {
  const { autoReplies: words } = useMessages();
  const { status } = draft;
  const isFolded = hasEnded(draft) && !hasTyped(draft);
  const panel = <DraftPanel latest={draft} isPage={false} />;
  return (
    <div className={classes['card']} role="group" aria-label={words.settings.link}>
      {isFolded ? (
        <details>
          <summary className={classes['summary']}>
            {status === 'refused' ? words.refusals : words.statuses[stateOf(draft)]}
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
const isShown = (draft: AutoReply, { last_message_id: lastId }: Conversation) => {
  const { status, message_id: messageId } = draft;
  if (!hasEnded(draft)) return true;
  return status !== 'accepted' && status !== 'superseded' && messageId === lastId;
};
