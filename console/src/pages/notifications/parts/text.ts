import { useTypeLabels } from '../../action-types/catalogue.ts';

/** Notifications name an action by its code, which comes first: people know it by its label. */
export const useNotificationText = (): ((message: string) => string) => {
  const labelOf = useTypeLabels();
  return (message) => message.replace(/^[A-Z][A-Z0-9_]*/, (code) => labelOf(code) ?? code);
};
