/** Of fewer, no percentage is shown: one more or less changes the share by more than 5 %. */
export const PERCENT_COUNT_MIN = 20;
