/** The meaning of a colour, the same everywhere. */
export type Tone = 'neutral' | 'moving' | 'waiting' | 'good' | 'bad' | 'late' | 'info';

export const TONE_COLOURS: Record<Tone, string> = {
  neutral: 'gray',
  moving: 'sky',
  waiting: 'saffron',
  good: 'moss',
  bad: 'brick',
  late: 'plum',
  info: 'petrol',
};
