/**
 * A French number in groups of two digits; any other number as it was written. A list shows hundreds of them,
 * so it does without the tables of all countries that a record loads.
 */
export const groupedPhone = (written: string): string => {
  const digits = written.replaceAll(/[\s.()-]/g, '').replace(/^(?:\+33|0033)0?/, '0');
  return /^0[1-9]\d{8}$/.test(digits) ? digits.replaceAll(/(\d\d)(?=\d)/g, '$1 ') : written;
};
