import { Alert, Anchor, Button, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import classes from './form.module.css';
import type { FormApi } from './use-form.ts';

interface FormProps {
  form: Pick<
    FormApi<object>,
    'onSubmit' | 'note' | 'refusalCount' | 'isRestored' | 'isChanged' | 'isPending' | 'discard'
  >;
  /** The label of the button; undefined: a form that may not be submitted. */
  submitLabel?: string | undefined;
  submitIcon?: ReactNode;
  /** Only a changed form can be submitted. */
  isEdit?: boolean;
  /** Closes the form. Cancelling drops the draft, closing the drawer keeps it. */
  onCancel?: () => void;
  /** Beside the buttons. */
  extra?: ReactNode;
  /** A sign-in has one wide button. */
  isWide?: boolean;
  children: ReactNode;
}

/** The frame of a form: draft, faults, buttons, and the focus on the first fault after a refused submit. */
export const Form = ({ form, isEdit = false, isWide = false, children, ...props }: FormProps) => {
  const { common } = useMessages();
  const element = useRef<HTMLFormElement>(null);
  const { refusalCount } = form;
  useEffect(() => {
    if (refusalCount > 0 && element.current) focusFault(element.current);
  }, [refusalCount]);
  const cancel = (): void => {
    form.discard();
    props.onCancel?.();
  };
  return (
    <form
      ref={element}
      noValidate
      onSubmit={form.onSubmit}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        element.current?.requestSubmit();
      }}
    >
      <Stack>
        {form.isRestored && <DraftLine onDrop={form.discard} />}
        <Note note={form.note} />
        {children}
        {(props.submitLabel !== undefined || props.extra !== undefined) && (
          <div className={classes['footer']}>
            {props.extra !== undefined && <div className={classes['extra']}>{props.extra}</div>}
            {props.onCancel && (
              <Button variant="default" onClick={cancel}>
                {common.cancel}
              </Button>
            )}
            {props.submitLabel !== undefined && (
              <Button
                type="submit"
                loading={form.isPending}
                disabled={isEdit && !form.isChanged}
                leftSection={props.submitIcon}
                {...(isWide ? { fullWidth: true, size: 'md' } : {})}
              >
                {props.submitLabel}
              </Button>
            )}
          </div>
        )}
      </Stack>
    </form>
  );
};

const DraftLine = ({ onDrop }: { onDrop: () => void }) => {
  const { form } = useMessages();
  return (
    <Text size="xs" c="dimmed" role="status">
      {form.draftRestored} ·{' '}
      <Anchor component="button" type="button" size="xs" onClick={onDrop}>
        {form.draftDrop}
      </Anchor>
    </Text>
  );
};

/** Stays in the page while it is empty, so that screen readers announce what comes into it. */
const Note = ({ note }: { note: ReactNode }) => (
  <div aria-live="assertive" hidden={note === null}>
    {note !== null && (
      <Alert color="brick" icon={<IconAlertCircle />} role="alert" tabIndex={-1} data-note>
        {note}
      </Alert>
    )}
  </div>
);

const FOCUSABLE = 'input:not([type=hidden]), textarea, select, button';

/** The note comes first, then the first field with a fault, in the order of the page. */
const focusFault = (form: HTMLFormElement): void => {
  const note = form.querySelector<HTMLElement>('[data-note]');
  if (note) return note.focus();
  const fault = form.querySelector<HTMLElement>(
    '[aria-invalid="true"], .mantine-InputWrapper-error',
  );
  if (!fault) return;
  const field = fault.matches(FOCUSABLE)
    ? fault
    : fault.closest('.mantine-InputWrapper-root')?.querySelector<HTMLElement>(FOCUSABLE);
  field?.focus();
  field?.scrollIntoView({ block: 'nearest' });
};
