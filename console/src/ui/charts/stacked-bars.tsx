import { Tooltip } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useFormat } from '../../i18n/index.tsx';
import { TONE_COLOURS, type Tone } from '../values/tones.ts';
import classes from './stacked-bars.module.css';

export interface Series {
  key: string;
  label: string;
  tone: Tone;
}

export interface Bucket {
  key: string;
  /** Shown under the bar; empty for none. */
  label: string;
  /** Shown in the tooltip. */
  title: string;
  counts: Readonly<Record<string, number>>;
}

interface StackedBarsProps {
  label: string;
  series: readonly Series[];
  buckets: readonly Bucket[];
  height?: number;
}

const GRID_LINE_COUNT = 4;

const colourOf = (tone: Tone): string =>
  `light-dark(var(--mantine-color-${TONE_COLOURS[tone]}-${tone === 'neutral' ? 4 : 5}), var(--mantine-color-${TONE_COLOURS[tone]}-5))`;

/**
 * Counts over time, stacked by kind. Each bar takes the keyboard focus and then shows its figures.
 */
export const StackedBars = ({ label, series, buckets, height = 180 }: StackedBarsProps) => {
  const format = useFormat();
  const ceiling = niceCeiling(Math.max(...buckets.map((bucket) => total(bucket.counts)), 1));
  const steps = Array.from({ length: GRID_LINE_COUNT + 1 }, (_, step) => step / GRID_LINE_COUNT);
  return (
    <div
      className={classes['chart']}
      style={heightVariable(height)}
      role="group"
      aria-label={label}
    >
      <div className={classes['axis']} aria-hidden>
        {steps.toReversed().map((step) => (
          <span key={step}>{format.number(ceiling * step)}</span>
        ))}
      </div>
      <div className={classes['plot']}>
        {steps.slice(1).map((step) => (
          <div key={step} className={classes['grid']} style={{ bottom: `${step * 100}%` }} />
        ))}
        {buckets.map((bucket) => (
          <Bar key={bucket.key} bucket={bucket} series={series} ceiling={ceiling} />
        ))}
      </div>
      <div className={classes['labels']} aria-hidden>
        {buckets.map((bucket) => (
          <span key={bucket.key}>{bucket.label}</span>
        ))}
      </div>
    </div>
  );
};

interface BarProps {
  bucket: Bucket;
  series: readonly Series[];
  ceiling: number;
}

const Bar = ({ bucket, series, ceiling }: BarProps) => {
  const format = useFormat();
  const shown = series.filter(({ key }) => (bucket.counts[key] ?? 0) > 0);
  const figures = shown.map(
    ({ key, label }) => `${label} ${format.number(bucket.counts[key] ?? 0)}`,
  );
  return (
    <Tooltip
      openDelay={0}
      events={{ hover: true, focus: true, touch: true }}
      label={<Figures bucket={bucket} series={shown} />}
    >
      <div
        className={classes['column']}
        role="img"
        tabIndex={0}
        aria-label={[bucket.title, ...figures].join(', ')}
      >
        {shown.toReversed().map(({ key, tone }) => (
          <div
            key={key}
            className={classes['segment']}
            style={{
              height: `${((bucket.counts[key] ?? 0) / ceiling) * 100}%`,
              background: colourOf(tone),
            }}
          />
        ))}
      </div>
    </Tooltip>
  );
};

const Figures = ({ bucket, series }: Pick<BarProps, 'bucket' | 'series'>) => {
  const format = useFormat();
  return (
    <span className={classes['tooltip']}>
      <b>{bucket.title}</b>
      {series.length === 0 && <span style={{ gridColumn: '1 / -1' }}>0</span>}
      {series.map(({ key, label, tone }) => [
        <i
          key={`${key}/swatch`}
          className={classes['swatch']}
          style={{ background: colourOf(tone) }}
        />,
        <span key={`${key}/label`}>{label}</span>,
        <span key={`${key}/count`}>{format.number(bucket.counts[key] ?? 0)}</span>,
      ])}
    </span>
  );
};

export const Legend = ({ series }: { series: readonly Series[] }) => (
  <ul className={classes['legend']}>
    {series.map(({ key, label, tone }) => (
      <li key={key}>
        <i className={classes['swatch']} style={{ background: colourOf(tone) }} />
        {label}
      </li>
    ))}
  </ul>
);

/** The shares of a total, as one bar. */
export const ShareBar = ({
  label,
  series,
  counts,
}: {
  label: string;
  series: readonly Series[];
  counts: Readonly<Record<string, number>>;
}) => (
  <div className={classes['share']} role="img" aria-label={label}>
    {series
      .filter(({ key }) => (counts[key] ?? 0) > 0)
      .map(({ key, tone }) => (
        <span key={key} style={{ flexGrow: counts[key], background: colourOf(tone) }} />
      ))}
  </div>
);

const heightVariable = (height: number): CSSProperties =>
  Object.fromEntries([['--chart-height', `${height}px`]]);

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Steps between grid lines that are easy to read, for a power of ten. */
const STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The end of the axis: not far above the highest bar, and divided by the grid lines into whole steps. */
const niceCeiling = (value: number): number => {
  const least = Math.max(value / GRID_LINE_COUNT, 1);
  const magnitude = 10 ** Math.floor(Math.log10(least));
  const step = STEPS.map((one) => one * magnitude).find((one) => one >= least) ?? least;
  return Math.ceil(step) * GRID_LINE_COUNT;
};
