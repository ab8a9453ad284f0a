import { Fragment } from 'react';

/** A code that a narrow column breaks after its `_`, not in the middle of a word. */
export const Breakable = ({ text }: { text: string }) =>
  text.split(/(?<=_)/).map((part, position) => (
    // The parts of a text do not change their order.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={position}>
      {position > 0 && <wbr />}
      {part}
    </Fragment>
  ));
