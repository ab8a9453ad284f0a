import { Context } from '@temporalio/activity';

/** Tells Temporal that a long activity is alive. Out: true if the worker stops or Temporal gave the attempt up. */
export const heartbeat = (): boolean => {
  const context = currentContext();
  context?.heartbeat();
  return context?.cancellationSignal.aborted ?? false;
};

const EVERY_MS = 10_000;

/** Sends heartbeats until the work ends. It goes on to its end also if Temporal gave the attempt up. */
export const withHeartbeats = async <T>(work: () => Promise<T>): Promise<T> => {
  const context = currentContext();
  const timer = setInterval(() => context?.heartbeat(), EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
};

/** Of the running activity: 1 is the first. */
export const attemptOf = (): number => currentContext()?.info.attempt ?? 1;

/** None where a test calls the activity itself. */
const currentContext = (): Context | undefined => {
  try {
    return Context.current();
  } catch {
    return undefined;
  }
};
