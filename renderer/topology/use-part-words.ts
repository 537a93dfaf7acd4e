import { useWords } from '../i18n/i18n.ts';
import type { PriorityPart } from './priority-parts.ts';

/** Words a part of a priority; weights keep their sign, with the minus that figures have. */
export function usePartWords(): (part: PriorityPart) => string {
  const { t } = useWords();
  return (part) => {
    switch (part.kind) {
      case 'configured':
        return t('nodes.configured', { priority: part.priority });
      case 'switchover':
        return t('nodes.bySwitchover', { priority: part.priority });
      case 'check':
        return t('nodes.byCheck', { name: part.name, weight: signed(part.weight) });
      case 'checks':
        return t('nodes.byChecks', { weight: signed(part.weight) });
      case 'limited':
        return t('nodes.limited');
    }
  };
}

export function signed(weight: number): string {
  return weight < 0 ? `−${-weight}` : `+${weight}`;
}
