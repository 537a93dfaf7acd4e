import { Chip, Shape, type Tone } from '../design/Chip.tsx';
import { useWords } from '../i18n/i18n.ts';
import type { Role } from './roles.ts';

const tones = {
  master: 'master',
  backup: 'backup',
  fault: 'alarm',
  initialize: 'unknown',
  unknown: 'unknown',
} as const satisfies Record<Role, Tone>;

export function RoleChip({ role }: { role: Role }) {
  const { t } = useWords();
  const tone = tones[role];
  return (
    <Chip tone={tone} icon={<Shape name={tone} />}>
      {t(`role.${role}`)}
    </Chip>
  );
}
