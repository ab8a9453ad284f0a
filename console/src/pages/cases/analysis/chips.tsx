import { Tooltip } from '@mantine/core';
import {
  IconFile,
  IconFileText,
  IconMail,
  IconNote,
  IconPlugConnected,
  type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Ref } from 'react';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { showMessage } from '../../conversations/messages/asked-message.ts';
import { noon } from '../looks.tsx';
import classes from './analysis.module.css';
import type { Analysis } from './query.ts';

/** The items of the case that a statement names. A note, a file or a message opens. */

export type Item = Analysis['items'][number];

const ICONS: Record<Item['kind'], Icon> = {
  case: IconFileText,
  note: IconNote,
  file: IconFile,
  message: IconMail,
  module_answer: IconPlugConnected,
};

interface ChipsProps {
  analysis: Analysis;
  keys: readonly string[];
}

export const Chips = ({ analysis, keys }: ChipsProps) => (
  <span className={classes['chips']}>
    {keys.flatMap((key) => {
      const item = analysis.items.find((one) => one.key === key);
      return item === undefined
        ? []
        : [<ItemChip key={key} caseId={analysis.case_id} item={item} />];
    })}
  </span>
);

export const ItemChip = ({ caseId, item }: { caseId: number; item: Item }) => {
  const { caseAnalyses: words } = useMessages();
  const { title } = item;
  return (
    <Tooltip label={item.is_cut ? `${title} ${words.cut}` : title}>
      <Target caseId={caseId} item={item} />
    </Tooltip>
  );
};

interface TargetProps {
  caseId: number;
  item: Item;
  /** Of the tooltip, with what it listens to. */
  ref?: Ref<HTMLElement>;
}

const Target = ({ caseId, item, ref, ...tooltip }: TargetProps) => {
  const { caseAnalyses: words } = useMessages();
  const format = useFormat();
  const { kind, id, conversation_id: conversationId } = item;
  const Shape = ICONS[kind];
  const day = format.dayShort(noon(item.date));
  const shared = {
    ...tooltip,
    className: classes['chip'],
    children: (
      <>
        <Shape size={12} aria-hidden />
        <span className={classes['chipText']}>
          {kind === 'case'
            ? words.itemKinds.case
            : `${kind === 'file' ? item.title : words.itemKinds[kind]}, ${day}`}
        </span>
      </>
    ),
  };
  if (kind === 'note' && id !== null) {
    return (
      <Link
        {...shared}
        ref={ref as Ref<HTMLAnchorElement>}
        to="/cases/$id"
        params={{ id: String(caseId) }}
        search={{ note: id }}
      />
    );
  }
  if (kind === 'file' && id !== null) {
    return (
      <Link
        {...shared}
        ref={ref as Ref<HTMLAnchorElement>}
        to="/cases/$id"
        params={{ id: String(caseId) }}
        search={{ tab: 'files', file: id }}
      />
    );
  }
  if (kind === 'message' && id !== null && conversationId !== undefined) {
    return (
      <Link
        {...shared}
        ref={ref as Ref<HTMLAnchorElement>}
        to="/conversations/$id"
        params={{ id: String(conversationId) }}
        onClick={() => showMessage(conversationId, id)}
      />
    );
  }
  return <span {...shared} ref={ref} />;
};
