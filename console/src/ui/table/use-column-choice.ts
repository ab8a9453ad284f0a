import { useLocalStorage } from '@mantine/hooks';

/** The columns a user chose for a list, kept in the browser: one choice for each view of it. */

type Choices = Record<string, readonly string[] | null>;

const isChoices = (value: unknown): value is Choices =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const read = (stored: string | undefined): Choices => {
  try {
    const value: unknown = JSON.parse(stored ?? '{}');
    return isChoices(value) ? value : {};
  } catch {
    return {};
  }
};

interface ColumnChoice {
  /** Undefined: nothing was chosen for this view. */
  chosen: readonly string[] | null | undefined;
  choose: (keys: readonly string[] | null | undefined) => void;
}

export const useColumnChoice = (list: string, view: string): ColumnChoice => {
  const [choices, setChoices] = useLocalStorage<Choices>({
    key: `relais-columns-${list}`,
    defaultValue: {},
    getInitialValueInEffect: false,
    deserialize: read,
  });
  const { [view]: chosen, ...others } = choices;
  return {
    chosen,
    choose: (keys) => setChoices(keys === undefined ? others : { ...others, [view]: keys }),
  };
};
