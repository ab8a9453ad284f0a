import { IconSparkles } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { aiSearch } from './search.ts';

export const aiRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/ai',
  validateSearch: aiSearch,
  component: lazyPage(() => import('./page.tsx'), 'AiPage'),
});

export const aiSection = {
  group: 'connections',
  to: '/settings/ai',
  icon: IconSparkles,
  label: ({ ai }) => ai.title,
  permission: 'ai:read',
} as const satisfies SettingsSection;
