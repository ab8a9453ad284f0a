import { Select, type SelectProps } from '@mantine/core';
import { TONE_COLOURS, type Tone } from '../../values/tones.ts';
import classes from './toned-select.module.css';

interface TonedSelectProps extends Omit<SelectProps, 'leftSection' | 'renderOption'> {
  /** The colour of an option. Null: nothing is chosen. */
  toneOf: (value: string | null) => Tone;
}

/** One choice is always taken; each has a colour. */
export const TonedSelect = ({ toneOf, ...field }: TonedSelectProps) => (
  <Select
    size="xs"
    allowDeselect={false}
    leftSection={<Dot tone={toneOf(field.value ?? null)} />}
    renderOption={({ option }) => (
      <span className={classes['option']}>
        <Dot tone={toneOf(option.value)} />
        {option.label}
      </span>
    )}
    {...field}
  />
);

const Dot = ({ tone }: { tone: Tone }) => (
  <span
    className={classes['dot']}
    style={{ background: `var(--mantine-color-${TONE_COLOURS[tone]}-5)` }}
    aria-hidden
  />
);
