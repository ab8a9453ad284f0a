import { Notifications } from '@mantine/notifications';
import { TOAST_DURATION_MS } from './toast.ts';

const TOAST_COUNT_MAX = 4;

/** Where the toasts appear. */
export const Toasts = () => (
  <Notifications position="bottom-right" autoClose={TOAST_DURATION_MS} limit={TOAST_COUNT_MAX} />
);
