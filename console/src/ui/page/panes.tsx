import { ActionIcon, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import classes from './panes.module.css';

/** Panes side by side: each scrolls on its own, and pointer or arrow keys move the line between two. */

const PHONE_QUERY = '(max-width: 47.99em)';
const PANE_SIZE_MIN = '15%';

export interface Pane {
  key: string;
  label: string;
  /** A share of the width, such as `30%`. */
  size?: string;
  /** Without margins, and a part of the content scrolls instead of the pane. */
  isFlush?: boolean;
  content: ReactNode;
}

interface PanesProps {
  /** The sizes are kept in this browser under this name. */
  id: string;
  panes: readonly Pane[];
  /** The pane that a phone shows. */
  shown: string;
  /** Goes back to the pane before the shown one. Without it, the phone shows no back button. */
  onBack?: (() => void) | undefined;
  backLabel: string;
  /** The accessible name of the line after a pane. */
  resizeLabel: (pane: string) => string;
}

export const Panes = (props: PanesProps) => {
  const isPhone = useMediaQuery(PHONE_QUERY, false, { getInitialValueInEffect: false });
  return isPhone ? <OnePane {...props} /> : <PanesInRow {...props} />;
};

const PanesInRow = ({ id, panes, resizeLabel }: PanesProps) => {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `relais-panes-${id}`,
    panelIds: panes.map(({ key }) => key),
    storage: localStorage,
  });
  return (
    <Group
      className={classes['row']}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
    >
      {panes.map(({ key, label, size, isFlush, content }, position) => (
        <Fragment key={key}>
          {position > 0 && (
            <Separator
              className={classes['line']}
              aria-label={resizeLabel(panes[position - 1]?.label ?? '')}
            />
          )}
          <Panel id={key} defaultSize={size} minSize={PANE_SIZE_MIN}>
            <PaneBody paneKey={key} label={label} isFlush={isFlush}>
              {content}
            </PaneBody>
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
};

const OnePane = ({ panes, shown, onBack, backLabel }: PanesProps) => {
  const pane = panes.find(({ key }) => key === shown) ?? panes[0];
  if (pane === undefined) return null;
  return (
    <div className={classes['phone']}>
      {onBack !== undefined && (
        <div className={classes['bar']}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            onClick={onBack}
            aria-label={backLabel}
          >
            <IconArrowLeft size={18} aria-hidden />
          </ActionIcon>
          <Text fw={600}>{pane.label}</Text>
        </div>
      )}
      <PaneBody paneKey={pane.key} label={pane.label} isFlush={pane.isFlush}>
        {pane.content}
      </PaneBody>
    </div>
  );
};

interface PaneBodyProps {
  paneKey: string;
  label: string;
  isFlush: boolean | undefined;
  children: ReactNode;
}

/** One that scrolls takes the focus, so that the arrow keys scroll it. */
const PaneBody = ({ paneKey, label, isFlush, children }: PaneBodyProps) =>
  isFlush === true ? (
    <section className={classes['flush']} aria-label={label}>
      {children}
    </section>
  ) : (
    <section
      className={classes['pane']}
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a part that scrolls must be reachable
      tabIndex={0}
      data-scroll-restoration-id={`pane-${paneKey}`}
    >
      {children}
    </section>
  );
