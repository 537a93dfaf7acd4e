import { ShieldCheck } from 'lucide-react';
import type { Problem } from '../../protocol/contract/problem.ts';
import { useStores } from '../app/context.tsx';
import { Select } from '../design/Select.tsx';
import { useWords } from '../i18n/i18n.ts';
import { ProblemNotice } from '../problems/ProblemNotice.tsx';
import type { DraftNode } from '../store/wizard.ts';
import { HostPrograms } from './HostPrograms.tsx';

interface NodeAccessProps {
  node: DraftNode;
  index: number;
  problem: Problem | null;
}

/** What the access check of one host came to, and which of its interfaces VRRP is to use. */
export function NodeAccess({ node, index, problem }: NodeAccessProps) {
  const { t } = useWords();
  const { wizard } = useStores();
  if (problem) return <ProblemNotice problem={problem} />;
  if (!node.checked) return null;
  return (
    <div className="stack access-result">
      <p className="row ink-master" role="status">
        <ShieldCheck size={15} aria-hidden />
        {t('wizard.access.ok')}
      </p>
      <p className="small soft">
        {node.checked.distribution} · {node.checked.kernel} · {node.checked.architecture}
      </p>
      <HostPrograms node={node.name} />
      <Select
        label={t('wizard.access.interface')}
        value={node.interface}
        options={node.interfaces.map((name) => ({ id: name, label: name }))}
        onChange={(name) => wizard.patchNode(index, { interface: name })}
      />
    </div>
  );
}
