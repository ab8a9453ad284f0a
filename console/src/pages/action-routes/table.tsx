import { ActionIcon, NumberInput, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconChevronUp, IconTrash } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import classes from './page.module.css';
import { faultPath, keepsKey, losesKey, type RouteRow, type RowFaults } from './rows.ts';
import { RouteSettings, type RouteSettingsProps } from './settings.tsx';

interface RouteTableProps {
  rows: readonly RouteRow[];
  faults: RowFaults;
  canEdit: boolean;
  onChange: (rows: RouteRow[]) => void;
}

export const RouteTable = ({ rows, faults, canEdit, onChange }: RouteTableProps) => {
  const { routes: words } = useMessages();
  const move = (position: number, by: -1 | 1): void => {
    const row = rows[position];
    if (!row) return;
    onChange(rows.toSpliced(position, 1).toSpliced(position + by, 0, row));
    // The button moves in the page and loses the focus. It is needed to move the row again.
    const pressed = document.activeElement;
    requestAnimationFrame(() => pressed instanceof HTMLElement && pressed.focus());
  };
  return (
    <>
      <div className={classes['head']} aria-hidden>
        <span>{words.prefix}</span>
        <span>{words.index}</span>
        <span>{words.workflow}</span>
        <span>{words.settings}</span>
      </div>
      <ol className={classes['list']} aria-label={words.table}>
        {rows.map((row, position) => (
          <Row
            key={row.id}
            row={row}
            faultOf={(field) => faults[faultPath(position, field)]}
            canEdit={canEdit}
            isFirst={position === 0}
            isLast={position === rows.length - 1}
            onMove={(by) => move(position, by)}
            onChange={(patch) =>
              onChange(rows.map((other) => (other.id === row.id ? { ...other, ...patch } : other)))
            }
            onRemove={() => onChange(rows.filter(({ id }) => id !== row.id))}
          />
        ))}
      </ol>
    </>
  );
};

interface RowProps extends RouteSettingsProps {
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

const SETTINGS = ['url', 'api_key', 'callback_timeout_seconds', 'expects_callback'] as const;
const monospace = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } };

const Row = (props: RowProps) => {
  const { row, faultOf, canEdit, onChange } = props;
  const { routes: words } = useMessages();
  const settingsId = useId();
  const [isOpen, setOpen] = useState(false);
  // Always open if a setting has a fault or the stored key will be removed.
  const isShown = isOpen || losesKey(row) || SETTINGS.some((field) => faultOf(field) !== undefined);
  const isFresh = row.workflow === '' && row.keyOf === null;
  return (
    <li className={classes['row']}>
      <TextInput
        className={classes['prefix']}
        aria-label={words.prefix}
        placeholder={words.prefix}
        value={row.prefix}
        readOnly={!canEdit}
        autoFocus={canEdit && isFresh && row.prefix === ''}
        error={faultOf('prefix')}
        spellCheck={false}
        onChange={(event) => onChange({ prefix: event.currentTarget.value.toUpperCase() })}
        styles={monospace}
      />
      <NumberInput
        className={classes['index']}
        aria-label={words.index}
        hideControls
        min={0}
        max={99}
        allowDecimal={false}
        value={row.index}
        readOnly={!canEdit}
        error={faultOf('index')}
        onChange={(value) => onChange({ index: Number(value) })}
      />
      <TextInput
        className={classes['workflow']}
        aria-label={words.workflow}
        placeholder={words.workflow}
        value={row.workflow}
        readOnly={!canEdit}
        autoFocus={canEdit && isFresh && row.prefix !== ''}
        error={faultOf('workflow')}
        spellCheck={false}
        onChange={(event) => onChange({ workflow: event.currentTarget.value })}
      />
      <Summary
        row={row}
        isOpen={isShown}
        settingsId={settingsId}
        onToggle={() => setOpen(!isShown)}
      />
      {canEdit && <RowButtons {...props} />}
      {isShown && (
        <div id={settingsId} className={classes['settings']}>
          <RouteSettings row={row} faultOf={faultOf} canEdit={canEdit} onChange={onChange} />
        </div>
      )}
    </li>
  );
};

interface SummaryProps {
  row: RouteRow;
  isOpen: boolean;
  settingsId: string;
  onToggle: () => void;
}

/** A summary of the settings of a route. A click opens them. */
const Summary = ({ row, isOpen, settingsId, onToggle }: SummaryProps) => {
  const { routes: words } = useMessages();
  const format = useFormat();
  const parts = [
    row.expectsCallback
      ? words.answerWithin(format.duration(row.timeoutHours * HOUR_MS))
      : words.noAnswer,
    row.url === '' ? null : (URL.parse(row.url)?.host ?? row.url),
    keepsKey(row) || typeof row.apiKey === 'string' ? words.ownKey : null,
  ];
  const text = parts.filter((part) => part !== null).join(' · ');
  return (
    <UnstyledButton
      className={classes['summary']}
      aria-label={`${words.editRoute(row.prefix || words.newPrefix)}, ${text}`}
      aria-expanded={isOpen}
      aria-controls={isOpen ? settingsId : undefined}
      onClick={onToggle}
    >
      <IconChevronRight size={14} aria-hidden />
      <span className={classes['summaryText']}>{text}</span>
    </UnstyledButton>
  );
};

const HOUR_MS = 60 * 60 * 1000;

const RowButtons = ({ row, isFirst, isLast, onMove, onRemove }: RowProps) => {
  const { routes: words } = useMessages();
  const name = row.prefix || words.newPrefix;
  return (
    <div className={classes['buttons']}>
      <ActionIcon
        variant="transparent"
        color="gray"
        disabled={isFirst}
        aria-label={words.moveUp(name)}
        onClick={() => onMove(-1)}
      >
        <IconChevronUp size={16} />
      </ActionIcon>
      <ActionIcon
        variant="transparent"
        color="gray"
        disabled={isLast}
        aria-label={words.moveDown(name)}
        onClick={() => onMove(1)}
      >
        <IconChevronDown size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={words.removeRoute(name)}
        onClick={onRemove}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </div>
  );
};
