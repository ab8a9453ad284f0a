import { useForm as useMantineForm, type UseFormReturnType } from '@mantine/form';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { dropDraft, keepDraft, readDraft } from './drafts.ts';

/** The faults of a refused submit: beside their fields, and one note at the top for the others. */
export interface Faults {
  fields: Readonly<Record<string, string>>;
  note: ReactNode;
}

export interface FormOptions<V extends object, R> {
  initialValues: V;
  /** Fields that may not be left empty. */
  required?: readonly (keyof V & string)[];
  /** The faults of the values, by path. */
  validate?: (values: V) => Readonly<Record<string, ReactNode>>;
  /** Where the draft is kept. Its name includes the user and the company. Undefined: nowhere. */
  draftKey?: string | undefined;
  /** Fields that no draft keeps. */
  unkept?: readonly (keyof V & string)[];
  /** Saves the values. Rejects if they were not saved. */
  submit: (values: V) => Promise<R>;
  onSuccess: (result: R, values: V) => void;
  faultsOf: (error: unknown) => Faults;
}

export interface FormApi<V extends object> extends Omit<UseFormReturnType<V>, 'onSubmit'> {
  /** The properties of an input: value, change, fault, and whether it is required. */
  field: (path: string & Parameters<UseFormReturnType<V>['getInputProps']>[0]) => FieldProps;
  isChanged: boolean;
  isPending: boolean;
  /** The values come from a draft. */
  isRestored: boolean;
  /** The faults that belong to no field. */
  note: ReactNode;
  /** Counts the refused submits: each moves the focus to a fault. */
  refusalCount: number;
  onSubmit: (event?: FormEvent) => void;
  /** Back to what was there at first; drops the draft. */
  discard: () => void;
}

type InputProps = ReturnType<UseFormReturnType<object>['getInputProps']>;
type FieldProps = InputProps & Required<Pick<InputProps, 'value'>> & { required: boolean };

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

const isSubmit = (target: unknown): boolean =>
  target instanceof HTMLButtonElement && target.type === 'submit';

const isSame = (left: unknown, right: unknown): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/** The fields that differ: a draft never overwrites what the user did not touch. */
const changedFields = <V extends object>(values: V, base: V): Record<string, unknown> => {
  const before = new Map(Object.entries(base));
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !isSame(value, before.get(name))),
  );
};

/**
 * A form: its values, their faults, its draft and its submit. Faults appear once a field was changed and
 * left, or at the submit. It submits once at a time.
 */
export const useForm = <V extends object, R>(options: FormOptions<V, R>): FormApi<V> => {
  const { initialValues, required = [], unkept = NONE, draftKey } = options;
  const { common } = useMessages();
  const [base, setBase] = useState(initialValues);
  const [draft] = useState(() => (draftKey === undefined ? undefined : readDraft(draftKey)));
  const [isRestored, setRestored] = useState(draft !== undefined);
  const form = useMantineForm<V>({
    initialValues: { ...initialValues, ...without(knownFields(initialValues, draft), unkept) },
    validate: (values) => ({
      ...options.validate?.(values),
      ...emptyFaults(values, required, common.required),
    }),
  });
  const { values } = form;
  const isChanged = !isSame(values, base);
  useEffect(() => {
    if (draftKey !== undefined) keepDraft(draftKey, without(changedFields(values, base), unkept));
  }, [draftKey, values, base, unkept]);
  const replace = (next: V): void => {
    setBase(next);
    form.setValues(next);
    form.clearErrors();
    form.resetTouched();
  };
  useFreshValues(initialValues, isChanged, replace);
  const submit = useSubmit(form, options, () => {
    if (draftKey !== undefined) dropDraft(draftKey);
    setBase(values);
    setRestored(false);
  });
  const discard = (): void => {
    if (draftKey !== undefined) dropDraft(draftKey);
    setRestored(false);
    replace(initialValues);
  };
  return {
    ...form,
    ...submit,
    field: (path) => {
      // Without `withFocus`, else a field that was only passed by Tab would count as touched.
      const { value, ...props } = form.getInputProps(path, { withFocus: false });
      return {
        ...props,
        value,
        required: required.some((name) => name === path),
        onBlur: (event?: { relatedTarget: EventTarget | null }) => {
          // The submit checks all fields. A fault that appears now would move the button away
          // between the press and the release of the mouse, and the click would be lost.
          if (isSubmit(event?.relatedTarget)) return;
          if (form.isTouched(path)) void form.validateField(path);
        },
      };
    },
    isChanged,
    isRestored: isRestored && isChanged,
    discard,
    reset: discard,
  };
};

const NONE: readonly never[] = [];

const without = (
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

/** A draft of an older version of the form may have fields that are gone. */
const knownFields = (
  initialValues: object,
  draft: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(draft).filter(([name]) => Object.hasOwn(initialValues, name)));

const emptyFaults = <V extends object>(
  values: V,
  required: readonly (keyof V & string)[],
  text: string,
): Record<string, string> =>
  Object.fromEntries(
    required.filter((name) => isEmpty(values[name])).map((name) => [name, text] as const),
  );

/** Takes over what the api has newly read, unless the user has typed something. */
const useFreshValues = <V extends object>(
  initialValues: V,
  isChanged: boolean,
  replace: (values: V) => void,
): void => {
  const text = JSON.stringify(initialValues);
  const seen = useRef(text);
  useEffect(() => {
    if (seen.current === text) return;
    seen.current = text;
    if (!isChanged) replace(initialValues);
  });
};

const useSubmit = <V extends object, R>(
  form: UseFormReturnType<V>,
  { submit, onSuccess, faultsOf }: FormOptions<V, R>,
  onSaved: () => void,
) => {
  const isBusy = useRef(false);
  const [isPending, setPending] = useState(false);
  const [note, setNote] = useState<ReactNode>(null);
  const [refusalCount, setRefusalCount] = useState(0);
  const refuse = (): void => setRefusalCount((count) => count + 1);
  const send = async (values: V): Promise<void> => {
    isBusy.current = true;
    setPending(true);
    setNote(null);
    try {
      const result = await submit(values);
      onSaved();
      onSuccess(result, values);
    } catch (error) {
      const faults = faultsOf(error);
      form.setErrors({ ...faults.fields });
      setNote(faults.note);
      refuse();
    } finally {
      isBusy.current = false;
      setPending(false);
    }
  };
  const onSubmit = (event?: FormEvent): void => {
    event?.preventDefault();
    event?.stopPropagation(); // a form in a dialog of another form
    if (isBusy.current) return;
    form.onSubmit((values) => void send(values), refuse)();
  };
  return { isPending, note, refusalCount, onSubmit };
};
