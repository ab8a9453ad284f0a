import { Context } from '@temporalio/activity';

/** Tells Temporal that a long activity is alive. Out: true if the worker stops or Temporal gave the attempt up. */
export const heartbeat = (): boolean => {
  const context = currentContext();
  context?.heartbeat();
  return context?.cancellationSignal.aborted ?? false;
};

/** None where a test calls the activity itself. */
const currentContext = (): Context | undefined => {
  try {
    return Context.current();
  } catch {
    return undefined;
  }
};
