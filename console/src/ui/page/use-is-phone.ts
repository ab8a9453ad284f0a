import { useMediaQuery } from '@mantine/hooks';

/** True below the width at which the navigation becomes a menu. */
export const useIsPhone = (): boolean =>
  useMediaQuery('(width < 48em)', false, { getInitialValueInEffect: false });
