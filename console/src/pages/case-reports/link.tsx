import type { ReactNode } from 'react';
import { LinkText } from '../../parts/links.tsx';
import type { CasesSearch } from '../cases/search.ts';

interface ListLinkProps {
  /** Null: no link. */
  search: CasesSearch | null;
  /** What is listed, for those who can't see the row of a figure. */
  label?: string;
  children: ReactNode;
}

/** Leads from a figure to the cases that it counts. */
export const ListLink = ({ search, label, children }: ListLinkProps) =>
  search === null ? (
    children
  ) : (
    <LinkText to="/cases" search={search} inherit aria-label={label}>
      {children}
    </LinkText>
  );
