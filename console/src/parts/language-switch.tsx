import { SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { meOptions } from '../api/session.ts';
import { useFrameMessages, useLanguage } from '../i18n/index.tsx';
import { LANGUAGE_NAMES, LOCALES, type Locale } from '../i18n/locale.ts';

/**
 * Changes the language. For a signed-in user it changes once the account has it, so that a reload can't
 * bring the old one back.
 */
export const useChangeLanguage = (): ((next: Locale) => void) => {
  const { setLocale } = useLanguage();
  const queryClient = useQueryClient();
  const save = api.useMutation('patch', '/api/v1/me', {
    onSuccess: (me) => {
      queryClient.setQueryData(meOptions.queryKey, me);
      setLocale(me.user.locale);
    },
  });
  return (next) => {
    if (queryClient.getQueryData(meOptions.queryKey)) save.mutate({ body: { locale: next } });
    else setLocale(next);
  };
};

export const LanguageSwitch = () => {
  const { shell } = useFrameMessages();
  const { locale } = useLanguage();
  const change = useChangeLanguage();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={shell.language}
      value={locale}
      onChange={change}
      data={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
    />
  );
};
