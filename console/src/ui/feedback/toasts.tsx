import { Notifications } from '@mantine/notifications';
import { useIsPhone } from '../page/use-is-phone.ts';
import { TOAST_DURATION_MS } from './toast.ts';

const TOAST_COUNT_MAX = 4;

/**
 * Where the toasts appear. At the right below are the buttons that save and send, and on a phone all of what is
 * written: a toast would cover them.
 */
export const Toasts = () => (
  <Notifications
    position={useIsPhone() ? 'top-center' : 'bottom-left'}
    autoClose={TOAST_DURATION_MS}
    limit={TOAST_COUNT_MAX}
  />
);
