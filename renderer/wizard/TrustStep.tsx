import { useFrom } from '../app/context.tsx';
import { HostTrust } from './HostTrust.tsx';
import { StepFrame } from './StepFrame.tsx';

export function TrustStep() {
  const nodes = useFrom(
    (stores) => stores.wizard.store,
    (state) => state.nodes,
  );
  return (
    <StepFrame step="trust">
      <div className="two-columns">
        {nodes.map((node, index) => (
          <HostTrust key={`${node.host}:${node.port}`} node={node} index={index} />
        ))}
      </div>
    </StepFrame>
  );
}
