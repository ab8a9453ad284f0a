import { Pager } from '../ui/table/pager.tsx';

interface CursorPagerProps {
  /** The page cursors in the address. */
  after: readonly string[] | undefined;
  nextCursor: string | null;
  onChange: (after: string[] | undefined) => void;
}

/** The pager of a list whose page cursors are in the address. */
export const CursorPager = ({ after = [], nextCursor, onChange }: CursorPagerProps) => (
  <Pager
    page={after.length + 1}
    hasNext={nextCursor !== null}
    onFirst={() => onChange(undefined)}
    onPrevious={() => onChange(after.length > 1 ? after.slice(0, -1) : undefined)}
    onNext={() => nextCursor !== null && onChange([...after, nextCursor])}
  />
);
