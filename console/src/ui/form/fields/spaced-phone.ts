const FRENCH = /^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;

/** `+33 6 12 34 56 78`; a number of another country as it is: the tables of all of them come later. */
export const spacedPhone = (text: string): string => text.replace(FRENCH, '+33 $1 $2 $3 $4 $5');
