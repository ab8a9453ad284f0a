import { Modal } from '@mantine/core';
import { Fragment } from 'react';
import { useFrameMessages } from '../../i18n/index.tsx';
import { useOpenerFocus } from '../feedback/use-opener-focus.ts';
import classes from './help.module.css';
import { Keys } from './keys.tsx';
import type { ShortcutGroup } from './sequences.ts';

/** The shortcuts that work at this moment, by group. */
export const ShortcutHelp = ({
  groups,
  onClose,
}: {
  groups: readonly ShortcutGroup[];
  onClose: () => void;
}) => {
  const { shortcuts } = useFrameMessages();
  useOpenerFocus();
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={shortcuts.title}
      closeButtonProps={{ 'aria-label': shortcuts.close }}
    >
      <div className={classes['groups']}>
        {merged(groups).map(({ group, lines }) => (
          <section key={group} aria-label={group} className={classes['group']}>
            <h3 className={classes['heading']}>{group}</h3>
            <dl className={classes['lines']}>
              {[...lines].map(([label, allKeys]) => (
                <div key={label} className={classes['line']}>
                  <dt>{label}</dt>
                  <dd>
                    {allKeys.map((keys, index) => (
                      <Fragment key={keys}>
                        {index > 0 && <span className={classes['or']}>{shortcuts.or}</span>}
                        <Keys keys={keys} />
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
};

/** One group of each name; in it, one line for each label with all keys that do it. */
const merged = (
  groups: readonly ShortcutGroup[],
): { group: string; lines: Map<string, string[]> }[] => {
  const byName = new Map<string, Map<string, string[]>>();
  for (const { group, shortcuts } of groups) {
    const lines = byName.get(group) ?? new Map<string, string[]>();
    byName.set(group, lines);
    for (const { label, keys } of shortcuts) {
      const known = lines.get(label) ?? [];
      lines.set(label, known.includes(keys) ? known : [...known, keys]);
    }
  }
  return [...byName].map(([group, lines]) => ({ group, lines }));
};
