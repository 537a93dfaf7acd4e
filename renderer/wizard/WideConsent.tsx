import type { NetworkInterface } from '../../protocol/contract/hosts.ts';
import { aboutScanSeconds } from '../../protocol/contract/scan-range.ts';
import { Checkbox } from '../design/fields.tsx';
import { formatMs, formatNumber } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { isInside } from './subnet.ts';

interface WideConsentProps {
  cidr: string;
  addresses: number;
  /** Where the range will be asked. */
  network: NetworkInterface | undefined;
  agreed: boolean;
  onChange: (agreed: boolean) => void;
}

/** A range of more than a /22 is asked when a person knows how much that is. */
export function WideConsent({ cidr, addresses, network, agreed, onChange }: WideConsentProps) {
  const { t, language } = useWords();
  const byArp = network?.capture.allowed === true && network.addresses.some((own) => isInside(cidr, own));
  const time = formatMs(aboutScanSeconds(addresses, byArp) * 1000, language);
  return (
    <Checkbox isSelected={agreed} onChange={onChange}>
      {t('scan.wide', { addresses: formatNumber(addresses, language), time })}
    </Checkbox>
  );
}
