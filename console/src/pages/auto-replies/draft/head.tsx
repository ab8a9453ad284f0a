import { Badge } from '@mantine/core';
import { IconRobot } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import type { AutoReply } from '../query.ts';
import { stateOf, STATUS_LOOKS } from '../status.ts';
import { Countdown } from './countdown.tsx';
import classes from './draft.module.css';
import { askedText } from './state.ts';

/** To whom a draft goes, how long it waits, and for whom. */

interface HeadProps {
  draft: AutoReply;
  /** What happens when it expires. */
  end: 'discard' | 'escalate' | null;
  isPage: boolean;
}

export const DraftHead = ({ draft, end, isPage }: HeadProps) => {
  const { autoReplies: words, inbox } = useMessages();
  const { status, expires_at: expiresAt, recipient_address: address } = draft;
  const { tone, icon } = STATUS_LOOKS[stateOf(draft)];
  const asked = askedText(words, draft);
  const name = draft.contact_name ?? inbox.unknownContact;
  return (
    <header className={classes['head']}>
      {isPage && <h2 className={classes['title']}>{words.answersTo(name)}</h2>}
      <div className={classes['facts']}>
        <StatusBadge tone={tone} icon={icon} label={words.statuses[stateOf(draft)]} />
        {status === 'waiting' && expiresAt !== null && (
          <Countdown
            at={expiresAt}
            description={end === null ? undefined : words.expiryEnds[end]}
          />
        )}
        {draft.is_escalated && (
          <Badge color="plum" variant="light" title={words.escalatedHint}>
            {words.escalated}
          </Badge>
        )}
        {status === 'waiting' && (
          <span>
            {draft.assigned_to_name === null
              ? words.unassigned
              : words.assignedTo(draft.assigned_to_name)}
          </span>
        )}
        {draft.version > 1 && <span>{words.versionNumber(draft.version)}</span>}
        {draft.text !== '' && (
          <span className={classes['model']}>
            <IconRobot size={13} aria-hidden /> {words.byModel}
          </span>
        )}
      </div>
      {status === 'waiting' && asked !== null && <p className={classes['asked']}>{asked}</p>}
      {address !== null && (
        <dl className={classes['envelope']}>
          <dt>{words.to}</dt>
          <dd>
            {draft.recipient_name !== '' && `${draft.recipient_name} `}
            {`<${address}>`}
          </dd>
          <dt>{words.subject}</dt>
          <dd>{draft.subject}</dd>
        </dl>
      )}
    </header>
  );
};
