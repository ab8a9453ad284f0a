import { useTypeLabels } from '../../action-types/catalogue.ts';

/** A text of a notification, with the labels of the action types whose codes it holds. */
export const useNotificationText = (): ((text: string) => string) => {
  const labelOf = useTypeLabels();
  return (text) => text.replaceAll(/\b[A-Z][A-Z0-9_]+\b/g, (code) => labelOf(code) ?? code);
};
