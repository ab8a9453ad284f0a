import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { TONE_COLOURS, type Tone } from '../values/tones.ts';

export const TOAST_DURATION_MS = 5000;
/** One with a link or a button is read, and then reached. */
const TOAST_WITH_MORE_DURATION_MS = 9000;

/** Shows a short message that disappears by itself. */
export const toast = (tone: Tone, title: string, message: ReactNode = ''): void => {
  notifications.show({
    title,
    message,
    color: TONE_COLOURS[tone],
    autoClose: message === '' ? TOAST_DURATION_MS : TOAST_WITH_MORE_DURATION_MS,
    withBorder: true,
  });
};
