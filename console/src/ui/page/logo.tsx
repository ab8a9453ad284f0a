/** The logo: two lanes and a relay baton between them. */
const Mark = ({ size = 28 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable={false}>
    <rect width="32" height="32" rx="8" fill="#16505f" />
    <g fill="none" strokeWidth="4" strokeLinecap="round">
      <path d="M18.5 10.5 L13.5 21.5" stroke="#f4ab4e" />
      <path d="M7.5 10.5 H18.5" stroke="#fff" />
      <path d="M13.5 21.5 H24.5" stroke="#fff" />
    </g>
  </svg>
);

interface WordmarkProps {
  name: string;
  size?: number;
  isMarkOnly?: boolean;
}

export const Wordmark = ({ name, size = 28, isMarkOnly = false }: WordmarkProps) => (
  <span style={{ display: 'inline-flex', alignItems: 'center', gap: size * 0.36 }}>
    <Mark size={size} />
    {!isMarkOnly && (
      <span
        style={{ fontSize: size * 0.66, fontWeight: 650, letterSpacing: '-0.02em', lineHeight: 1 }}
      >
        {name}
      </span>
    )}
  </span>
);
