import type { ReactNode } from 'react';

export type Tone = 'master' | 'backup' | 'alarm' | 'warn' | 'accent' | 'unknown';

export function Chip({
  tone,
  icon,
  children,
  title,
}: {
  tone: Tone;
  icon?: ReactNode;
  children: ReactNode;
  title?: string;
}) {
  return (
    <span className={`chip tone-${tone}`} {...(title === undefined ? {} : { title })}>
      {icon}
      <span className="cut">{children}</span>
    </span>
  );
}

type ShapeName = 'master' | 'backup' | 'alarm' | 'warn' | 'unknown';

/** A role is never a colour alone: each has its own outline. */
export function Shape({ name, size = 10 }: { name: ShapeName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 10 10" aria-hidden>
      {shapes[name]}
    </svg>
  );
}

const shapes: Record<ShapeName, ReactNode> = {
  master: (
    <rect x="1.4" y="1.4" width="7.2" height="7.2" rx="1.2" transform="rotate(45 5 5)" fill="currentColor" />
  ),
  backup: <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  alarm: <path d="M5 .6 9.6 9.2H.4Z" fill="currentColor" />,
  warn: (
    <path
      d="M5 1.4 8.8 8.4H1.2Z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinejoin="round"
    />
  ),
  unknown: (
    <circle
      cx="5"
      cy="5"
      r="3.8"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeDasharray="2 1.6"
    />
  ),
};
