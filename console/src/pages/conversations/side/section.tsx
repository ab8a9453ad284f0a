import { Text } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { useFocusBox } from '../../../ui/keyboard/use-focus-box.ts';
import classes from './side.module.css';

interface SectionProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

export const Section = ({ title, actions, children }: SectionProps) => {
  const id = useId();
  const box = useFocusBox<HTMLElement>();
  return (
    <section ref={box} tabIndex={-1} className={classes['section']} aria-labelledby={id}>
      <div className={classes['head']}>
        <h2 id={id} className={classes['title']}>
          {title}
        </h2>
        {actions}
      </div>
      {children}
    </section>
  );
};

/** A list with a name, left out if it is empty. */
export const SideList = ({ label, children }: { label: string; children: readonly ReactNode[] }) =>
  children.length > 0 && (
    <div>
      <Text size="xs" c="dimmed" mt={8} mb={2}>
        {label}
      </Text>
      <ul className={classes['list']} aria-label={label}>
        {children}
      </ul>
    </div>
  );
