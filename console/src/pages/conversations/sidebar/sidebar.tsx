import { memo } from 'react';
import { useCan, useMe } from '../../../api/session.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { LinkBlock } from '../../../parts/links.tsx';
import { FolderMark } from '../../inbox-folders/mark.tsx';
import { set } from '../../../routing/search.ts';
import type { ConversationsSearch } from '../search.ts';
import { useConversationCounts } from '../counts.ts';
import { isCurrentBox, useBoxes, type Box } from './boxes.ts';
import classes from './sidebar.module.css';

/** The left pane: the boxes with what is unread in them. */

interface SidebarProps {
  search: ConversationsSearch;
  onChoose: () => void;
}

/** Drawn again only if the filters or the counters change, not with each conversation that is opened. */
export const Sidebar = memo(({ search, onChoose }: SidebarProps) => {
  const { inbox } = useMessages();
  const groups = useBoxes(useMe().user.id);
  const mayDecide = useCan()('auto_replies:decide');
  return (
    <nav className={classes['boxes']} aria-label={inbox.boxes}>
      {groups.map(({ key, boxes }) => (
        <section key={key} aria-label={inbox.boxGroups[key]}>
          <h2 className={classes['heading']}>{inbox.boxGroups[key]}</h2>
          <ul className={classes['list']}>
            {boxes.map((box) => (
              <li key={box.key}>
                <BoxLink box={box} isCurrent={isCurrentBox(box, search)} onChoose={onChoose} />
              </li>
            ))}
            {key === 'people' && mayDecide && (
              <li>
                <ToApproveLink />
              </li>
            )}
          </ul>
        </section>
      ))}
    </nav>
  );
});
Sidebar.displayName = 'Sidebar';

/** Drafts that wait for a person: a page of their own. */
const ToApproveLink = () => {
  const { autoReplies: words } = useMessages();
  const format = useFormat();
  const count = useConversationCounts()?.auto_reply_count ?? 0;
  return (
    <LinkBlock to="/auto-replies" className={classes['box']}>
      <span className={classes['name']}>{words.title}</span>
      {count > 0 && <span className={classes['count']}>{format.number(count)}</span>}
    </LinkBlock>
  );
};

interface BoxLinkProps {
  box: Box;
  isCurrent: boolean;
  onChoose: () => void;
}

const BoxLink = ({ box, isCurrent, onChoose }: BoxLinkProps) => {
  const { inbox } = useMessages();
  const format = useFormat();
  const { label, colour, unreadCount: count, filters } = box;
  return (
    <LinkBlock
      to="/conversations"
      search={set(filters)}
      className={classes['box']}
      data-current={isCurrent || undefined}
      // The router marks every link to this page, whatever its filters are.
      activeProps={{ 'aria-current': undefined }}
      aria-current={isCurrent ? 'true' : undefined}
      onClick={onChoose}
    >
      {colour === undefined ? (
        <span className={classes['name']}>{label}</span>
      ) : (
        <FolderMark name={label} colour={colour} />
      )}
      {typeof count === 'number' && count > 0 && (
        <span className={classes['count']}>
          {format.number(count)}
          <span className={classes['hidden']}> {inbox.unreadWord(count)}</span>
        </span>
      )}
    </LinkBlock>
  );
};
