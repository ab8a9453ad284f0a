import { CloseButton, Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useFrameMessages } from '../../i18n/index.tsx';
import { useEscape } from '../../ui/feedback/use-escape.ts';
import { useIsPhone } from '../../ui/page/use-is-phone.ts';
import classes from './palette.module.css';

/** What the list needs of the field above it. */
export interface PaletteField {
  text: string;
  /** Where the list puts what a key does. The field is there before the list. */
  onKey: { current: (key: string) => boolean };
  /** Enter pressed before the list was there. */
  isAwaited: boolean;
  setActiveId: (id: string | undefined) => void;
  /** Closes the palette, and runs this after it. */
  finish: (run: () => void) => void;
}

export const LIST_ID = 'palette-list';
const TEXT_LENGTH_MAX = 200;

/** The dialog and its field, which takes what is typed while the list is still loading. */
export const PaletteFrame = ({
  onClose,
  children,
}: {
  onClose: () => void;
  children: (field: PaletteField) => ReactNode;
}) => {
  const { palette } = useFrameMessages();
  const [text, setText] = useState('');
  const [isAwaited, setAwaited] = useState(false);
  const [activeId, setActiveId] = useState<string | undefined>();
  const onKey = useRef<(key: string) => boolean>(() => false);
  const isPhone = useIsPhone();
  const leave = useReturnFocus();
  useEscape(true, onClose);
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (onKey.current(event.key)) event.preventDefault();
    else if (event.key === 'Enter') setAwaited(true);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      closeOnEscape={false}
      returnFocus={false}
      fullScreen={isPhone}
      centered={false}
      yOffset="12dvh"
      size={640}
      padding={0}
      classNames={{ content: classes['content'] ?? '', body: classes['body'] ?? '' }}
      attributes={{ content: { 'aria-label': palette.open } }}
    >
      <Field
        text={text}
        activeId={activeId}
        onType={(next) => {
          setText(next);
          setAwaited(false);
        }}
        onKeyDown={press}
        onClose={onClose}
      />
      {children({
        text: text.trim(),
        onKey,
        isAwaited,
        setActiveId,
        finish: (run) => {
          leave();
          onClose();
          run();
        },
      })}
    </Modal>
  );
};

interface FieldProps {
  text: string;
  activeId: string | undefined;
  onType: (text: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onClose: () => void;
}

const Field = ({ text, activeId, onType, onKeyDown, onClose }: FieldProps) => {
  const { palette } = useFrameMessages();
  return (
    <div className={classes['field']}>
      <IconSearch size={18} aria-hidden />
      <input
        data-autofocus
        type="text"
        role="combobox"
        aria-label={palette.open}
        aria-expanded
        aria-controls={LIST_ID}
        aria-autocomplete="list"
        aria-activedescendant={activeId}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        enterKeyHint="go"
        maxLength={TEXT_LENGTH_MAX}
        placeholder={palette.placeholder}
        value={text}
        onChange={(event) => onType(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <CloseButton aria-label={palette.close} onClick={onClose} hiddenFrom="sm" />
    </div>
  );
};

/** Returns the focus when the palette closes, unless it leads elsewhere. Out: call it before leading elsewhere. */
const useReturnFocus = (): (() => void) => {
  const [opener] = useState(() => document.activeElement);
  const isLeaving = useRef(false);
  useEffect(
    () => () => {
      if (!isLeaving.current && opener instanceof HTMLElement) opener.focus();
    },
    [opener],
  );
  return () => {
    isLeaving.current = true;
  };
};
