import { useState } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { LIST_ID, type PaletteField } from './frame.tsx';
import { Hints, Notes } from './notes.tsx';
import { Option } from './option.tsx';
import classes from './palette.module.css';
import { usePaletteGroups } from './use-groups.ts';
import { useSelection } from './use-selection.ts';

/** The results for the text of the field, by group. */
export const PaletteList = ({ isAwaited, ...field }: PaletteField) => {
  const { text } = field;
  const { palette } = useMessages();
  const [awaitedText, setAwaitedText] = useState(isAwaited ? text : undefined);
  const isUrgent = awaitedText === text;
  const { groups, isComplete, error, retry } = usePaletteGroups(text, isUrgent);
  const items = groups.flatMap((group) => group.items);
  const { active, choose, open } = useSelection({
    ...field,
    items,
    isComplete,
    hasFailed: error !== null,
    isAwaited: isUrgent,
    setAwaited: (isNow) => setAwaitedText(isNow ? text : undefined),
  });
  return (
    <>
      <div className={classes['list']} role="listbox" id={LIST_ID} aria-label={palette.results}>
        {groups.map(({ label, items: members }) => (
          <div key={label} role="group" aria-label={label}>
            <div className={classes['heading']} aria-hidden>
              {label}
            </div>
            {members.map((item) => (
              <Option
                key={item.id}
                item={item}
                isActive={item.id === active?.id}
                onPoint={() => choose(item)}
                onOpen={() => open(item)}
              />
            ))}
          </div>
        ))}
      </div>
      <Notes
        text={text}
        count={items.length}
        isComplete={isComplete}
        error={error}
        onRetry={retry}
      />
      <Hints />
    </>
  );
};
