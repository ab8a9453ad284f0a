import type { CSSProperties } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { CopyIcon } from './copy.tsx';
import classes from './json-view.module.css';

interface JsonViewProps {
  value: unknown;
  label: string;
  maxHeight?: number;
}

/** Shows a JSON value: coloured, foldable, with a button to copy it. */
export const JsonView = ({ value, label, maxHeight }: JsonViewProps) => (
  <div className={classes['frame']}>
    <div className={classes['copy']}>
      <CopyIcon value={JSON.stringify(value, null, 2)} />
    </div>
    <div
      className={classes['tree']}
      role="region"
      aria-label={label}
      tabIndex={0}
      style={maxHeight === undefined ? {} : heightVariable(maxHeight)}
    >
      <Node value={value} isLast />
    </div>
  </div>
);

const heightVariable = (maxHeight: number): CSSProperties =>
  Object.fromEntries([['--json-max-height', `${maxHeight}px`]]);

interface NodeProps {
  name?: string;
  value: unknown;
  isLast: boolean;
}

const Node = ({ name, value, isLast }: NodeProps) => {
  const entries = childrenOf(value);
  if (entries === null || entries.length === 0) {
    return (
      <div className={classes['line']}>
        <Name name={name} />
        {entries === null ? (
          <Scalar value={value} />
        ) : (
          <Bracket text={bracketsOf(value).join('')} />
        )}
        {!isLast && <Bracket text="," />}
      </div>
    );
  }
  const [open, close] = bracketsOf(value);
  const tail = isLast ? close : `${close},`;
  return (
    <details open>
      <summary>
        <Name name={name} />
        <Bracket text={open} />
        <FoldedHint count={entries.length} tail={tail} />
      </summary>
      <div className={classes['children']}>
        {entries.map(([key, child], index) => (
          <Node
            key={key}
            {...(Array.isArray(value) ? {} : { name: key })}
            value={child}
            isLast={index === entries.length - 1}
          />
        ))}
      </div>
      <Bracket text={tail} />
    </details>
  );
};

/** Shown by CSS only while the node is folded. */
const FoldedHint = ({ count, tail }: { count: number; tail: string }) => {
  const { common } = useMessages();
  return (
    <span className={classes['folded']}>
      {` … ${common.itemCount(count)} `}
      <Bracket text={tail} />
    </span>
  );
};

const Name = ({ name }: { name: string | undefined }) =>
  name === undefined ? null : (
    <>
      <span className={classes['key']}>{JSON.stringify(name)}</span>
      <Bracket text=": " />
    </>
  );

const Bracket = ({ text }: { text: string }) => <span className={classes['bracket']}>{text}</span>;

const Scalar = ({ value }: { value: unknown }) => (
  <span className={classes[scalarKind(value)]}>{JSON.stringify(value) ?? 'null'}</span>
);

const scalarKind = (value: unknown): 'string' | 'number' | 'literal' => {
  if (typeof value === 'string') return 'string';
  return typeof value === 'number' ? 'number' : 'literal';
};

const bracketsOf = (value: unknown): [string, string] =>
  Array.isArray(value) ? ['[', ']'] : ['{', '}'];

const childrenOf = (value: unknown): [string, unknown][] | null =>
  typeof value === 'object' && value !== null ? Object.entries(value) : null;
