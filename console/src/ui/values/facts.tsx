import type { ReactNode } from 'react';
import classes from './facts.module.css';

export interface Fact {
  label: string;
  value: ReactNode;
}

/** A list of names and values. Null and empty values are left out; a name may come twice. */
export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl className={classes['facts']}>
    {facts
      .filter(({ value }) => value !== null && value !== undefined && value !== '')
      .map(({ label, value }, place) => [
        <dt key={`${place}/name`}>{label}</dt>,
        <dd key={`${place}/value`}>{value}</dd>,
      ])}
  </dl>
);
