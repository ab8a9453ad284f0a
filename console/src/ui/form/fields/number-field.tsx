import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useLanguage } from '../../../i18n/index.tsx';

export interface NumberFieldProps extends Omit<NumberInputProps, 'value' | 'onChange'> {
  value: number | undefined;
  onChange: (value: number | undefined) => void;
}

/** A number with the decimal separator of the reader's language. Both separators may be pasted. */
export const NumberField = ({
  value,
  onChange,
  allowDecimal = true,
  ...field
}: NumberFieldProps) => {
  const { locale } = useLanguage();
  return (
    <NumberInput
      {...field}
      allowDecimal={allowDecimal}
      clampBehavior="none"
      decimalSeparator={locale === 'fr' ? ',' : '.'}
      value={value ?? ''}
      onChange={(next) => onChange(next === '' ? undefined : Number(next))}
      onPaste={(event) => {
        const pasted = decimalOf(event.clipboardData.getData('text'));
        if (pasted === undefined || !allowDecimal) return;
        event.preventDefault();
        onChange(pasted);
      }}
    />
  );
};

/**
 * A pasted number with a decimal point or comma: the input would drop the one that is not of the language.
 * Three digits after it may be thousands.
 */
const decimalOf = (text: string): number | undefined =>
  /^\s*-?\d+[.,](?!\d{3}\s*$)\d+\s*$/.test(text) ? Number(text.replace(',', '.')) : undefined;
