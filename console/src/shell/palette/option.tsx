import { useEffect, useRef } from 'react';
import type { PaletteItem } from './items.ts';
import classes from './palette.module.css';
import { optionId } from './use-selection.ts';

interface OptionProps {
  item: PaletteItem;
  isActive: boolean;
  onPoint: () => void;
  onOpen: () => void;
}

/** One line of the palette. */
export const Option = ({ item, isActive, onPoint, onOpen }: OptionProps) => {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <div
      ref={element}
      id={optionId(item)}
      role="option"
      aria-selected={isActive}
      className={classes['option']}
      // A pointer that rests while the list moves below it selects nothing.
      onPointerMove={isActive ? undefined : onPoint}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onOpen}
    >
      <span className={classes['icon']}>{item.icon}</span>
      <span className={classes['texts']}>
        <span className={classes['title']}>{item.title}</span>
        {item.subtitle !== undefined && (
          <span className={classes['subtitle']}>{item.subtitle}</span>
        )}
      </span>
      {item.aside}
    </div>
  );
};
