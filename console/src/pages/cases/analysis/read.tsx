import { Collapse, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import classes from './analysis.module.css';
import { ItemChip } from './chips.tsx';
import type { Analysis } from './query.ts';

/** What was read of the case, what there was no place for, and which modules were asked. */
export const WhatWasRead = ({ analysis }: { analysis: Analysis }) => {
  const { caseAnalyses: words } = useMessages();
  const { items, left_out: leftOut, modules } = analysis;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const omittedCount = leftOut.reduce((sum, { count }) => sum + count, 0);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  if (items.length === 0) return null;
  return (
    <section className={classes['section']} aria-label={words.read}>
      <button
        type="button"
        className={classes['toggle']}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Chevron size={15} aria-hidden />
        {words.readCount(items.length)}
        {omittedCount > 0 && ` · ${words.omittedCount(omittedCount)}`}
      </button>
      <Collapse expanded={isOpen} id={id}>
        <div className={classes['chips']}>
          {items.map((item) => (
            <ItemChip key={item.key} caseId={analysis.case_id} item={item} />
          ))}
        </div>
        {leftOut.map(({ kind, count }) => (
          <Text key={kind} size="sm" c="dimmed" mt={6}>
            {words.leftOut(words.itemPlurals[kind], count)}
          </Text>
        ))}
        {modules.map(({ kind, outcome }) => (
          <Text key={kind} size="sm" c={outcome === 'answered' ? 'dimmed' : 'red'} mt={6}>
            {outcome === 'answered'
              ? words.moduleAnswered(words.modules[kind] ?? kind)
              : words.moduleAway(words.modules[kind] ?? kind)}
          </Text>
        ))}
      </Collapse>
    </section>
  );
};
