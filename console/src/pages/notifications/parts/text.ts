import { useTypeLabels } from '../../action-types/catalogue.ts';

/** The message of a notification begins with the code of an action type: show its label instead. */
export const useNotificationText = (): ((message: string) => string) => {
  const labelOf = useTypeLabels();
  return (message) => message.replace(/^[A-Z][A-Z0-9_]*/, (code) => labelOf(code) ?? code);
};
