import { createTheme, type CSSVariablesResolver, type MantineThemeOverride } from '@mantine/core';
import { brick, dark, gray, moss, petrol, plum, saffron, sky } from './colours.ts';

const DIALOG_TITLE = {
  fontSize: 'var(--mantine-font-size-lg)',
  fontWeight: 600,
  // A title may name a file: of one long word it would push the button that closes out of the dialog.
  lineHeight: 1.35,
  overflowWrap: 'anywhere',
} as const;

/** The theme of Mantine: sizes, fonts, colours. */

export const theme: MantineThemeOverride = createTheme({
  colors: { petrol, saffron, moss, brick, plum, sky, gray, dark, red: brick, green: moss },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  black: '#162024',
  fontFamily: "'Geist Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "'Geist Mono Variable', ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.5' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.25' },
      h2: { fontSize: '1rem', lineHeight: '1.35' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  shadows: {
    xs: '0 1px 2px rgb(12 39 49 / 6%)',
    sm: '0 1px 3px rgb(12 39 49 / 8%), 0 1px 2px rgb(12 39 49 / 5%)',
    md: '0 6px 20px -6px rgb(12 39 49 / 16%), 0 2px 6px -2px rgb(12 39 49 / 8%)',
    lg: '0 14px 36px -10px rgb(12 39 49 / 22%), 0 4px 10px -4px rgb(12 39 49 / 10%)',
    xl: '0 24px 60px -16px rgb(12 39 49 / 30%)',
  },
  components: {
    Button: { defaultProps: { fw: 500 } },
    Badge: { defaultProps: { radius: 'sm', tt: 'none', fw: 500 } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true, multiline: true, maw: 320 } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg', overlayProps: { blur: 2 } },
      styles: { title: DIALOG_TITLE },
    },
    Drawer: { defaultProps: { padding: 'lg' }, styles: { title: DIALOG_TITLE } },
    Paper: { defaultProps: { radius: 'lg' } },
    Menu: { defaultProps: { shadow: 'md', radius: 'md' } },
    Popover: { defaultProps: { shadow: 'md' } },
    Select: { defaultProps: { comboboxProps: { shadow: 'md' } } },
  },
});

/**
 * Alerts, badges and light buttons on dark surfaces. The default of Mantine is darker than the
 * surface, so that the hue is lost. A transparent layer of the hue stays visible.
 */
const darkTints = Object.fromEntries(
  Object.entries({ petrol, saffron, moss, brick, plum, sky, gray }).flatMap(([name, shades]) => [
    [`--mantine-color-${name}-light`, `color-mix(in srgb, ${shades[5]} 18%, transparent)`],
    [`--mantine-color-${name}-light-hover`, `color-mix(in srgb, ${shades[5]} 26%, transparent)`],
    [`--mantine-color-${name}-light-color`, shades[2]],
  ]),
);

/** Variables for the colours that differ between the light and the dark scheme. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--relais-ink': '#0c2731',
    '--relais-ink-raised': '#16394646',
    '--relais-accent': saffron[4],
  },
  light: {
    '--relais-canvas': '#f6f8f9',
    '--relais-surface': '#ffffff',
    '--relais-raised': '#ffffff',
    '--relais-subtle': gray[1],
    '--relais-line': gray[2],
    '--relais-line-strong': gray[3],
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-default-border': gray[3],
    '--mantine-color-body': '#ffffff',
  },
  dark: {
    '--relais-canvas': dark[7],
    '--relais-surface': dark[6],
    '--relais-raised': '#213037',
    '--relais-subtle': '#202c32',
    '--relais-line': '#2a373d',
    '--relais-line-strong': dark[4],
    '--mantine-color-dimmed': dark[2],
    // The default of Mantine has too little contrast on these surfaces.
    '--mantine-color-error': brick[4],
    '--mantine-color-default-border': '#36444b',
    '--mantine-color-body': dark[6],
    '--mantine-color-disabled': '#2a373d',
    '--mantine-color-disabled-color': dark[2],
    ...darkTints,
  },
});
