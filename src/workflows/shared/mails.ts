import {
  CancellationScope,
  isCancellation,
  setCurrentDetails,
  upsertSearchAttributes,
  type ActivityOptions,
} from '@temporalio/workflow';
import { SEARCH_ATTRIBUTES } from '../../platform/search-attributes.ts';

/** How a workflow sends a mail: attempts until the server has accepted it, then the mail ends. */

export const SEND_MAIL = {
  summary: 'Send the mail',
  // 45 s for the mail server, the rest for our own two transactions.
  startToCloseTimeout: '75 seconds',
  // Two days of attempts, as mail servers do. Source: RFC 5321, 4.5.4.1.
  scheduleToCloseTimeout: '2 days',
  retry: { initialInterval: '10 seconds', backoffCoefficient: 2, maximumInterval: '1 hour' },
} satisfies ActivityOptions;

/** For what needs nothing but our own database: retried until it is there. */
export const OWN_DATABASE = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
} satisfies ActivityOptions;

/** A run cancelled in Temporal gives up too: it must not leave the mail open. */
export const sendOrGiveUp = async <T>(
  send: () => Promise<T>,
  giveUp: () => Promise<T>,
): Promise<T> => {
  try {
    return await send();
  } catch (error) {
    return isCancellation(error) ? CancellationScope.nonCancellable(giveUp) : giveUp();
  }
};

/** A run that sends one mail. The status of the mail is that of the run. */
export const mailOnce = async <T extends { status: string }>(
  send: () => Promise<T>,
  giveUp: () => Promise<T>,
): Promise<T> => {
  setCurrentDetails('Sending the mail');
  const result = await sendOrGiveUp(send, giveUp);
  setCurrentDetails(`Ended: ${result.status}`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: result.status }]);
  return result;
};
