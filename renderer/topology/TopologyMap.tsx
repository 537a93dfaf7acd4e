import { type Edge, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { Topology } from '../../protocol/contract/topology.ts';
import { useFrom } from '../app/context.tsx';
import { useWords } from '../i18n/i18n.ts';
import { host, hostPosition, observer, observerPosition, segment, vip, vipPosition } from './layout.ts';
import { HostCard, type MapNode, ObserverCard, SegmentBar, VipToken } from './map-nodes.tsx';
import { claimants } from './roles.ts';

const nodeTypes = { host: HostCard, vip: VipToken, segment: SegmentBar, observer: ObserverCard };
const fit = { padding: 0.04, maxZoom: 1.25 };

export function TopologyMap({ topology }: { topology: Topology }) {
  return (
    <ReactFlowProvider>
      <Flow topology={topology} />
    </ReactFlowProvider>
  );
}

function Flow({ topology }: { topology: Topology }) {
  const { t } = useWords();
  const connected = useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase === 'open',
  );
  const nodes = useMemo(() => mapNodes(topology, connected), [topology, connected]);
  const edges = useMemo(() => mapEdges(topology), [topology]);
  const box = useRef<HTMLElement>(null);
  useFit(box, topology.virtualRouters.length);
  return (
    <section className="map" ref={box} aria-label={t('topology.mapLabel')}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={fit}
        minZoom={0.4}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        panOnDrag={false}
        zoomOnScroll={false}
        zoomOnPinch={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
      />
    </section>
  );
}

/** Keeps the whole map in view while its box changes size. */
function useFit(box: RefObject<HTMLElement | null>, routers: number): void {
  const { fitView } = useReactFlow();
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observed = new ResizeObserver(() => void fitView(fit));
    observed.observe(element);
    return () => observed.disconnect();
  }, [box, fitView]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another router adds a token above the nodes
  useEffect(() => void fitView(fit), [fitView, routers]);
}

function mapNodes(topology: Topology, connected: boolean): MapNode[] {
  const fixed = { draggable: false, selectable: false, focusable: false };
  const index = (name: string) => {
    const at = topology.nodes.findIndex((node) => node.name === name);
    return at < 0 ? null : at;
  };
  const hosts = topology.nodes.map((link, at) => ({
    ...fixed,
    id: `host-${link.name}`,
    type: 'host' as const,
    position: hostPosition(at),
    data: { link, routers: topology.virtualRouters },
    width: host.width,
    height: host.height,
  }));
  const tokens = topology.virtualRouters.flatMap((router, stack) => {
    const holders = claimants(router, connected);
    const shown = holders.length === 0 ? [null] : holders;
    return shown.map((holder, copy) => ({
      ...fixed,
      // The first token of a router keeps its identity while it changes hands, so that it is seen to move.
      id: `vip-${router.vrid}-${copy}`,
      type: 'vip' as const,
      position: vipPosition(holder === null ? null : index(holder), stack),
      data: { router, holder },
      width: vip.width,
      height: vip.height,
      zIndex: 5,
    }));
  });
  return [
    {
      ...fixed,
      id: 'segment',
      type: 'segment',
      position: { x: 0, y: segment.y },
      data: { topology },
      ...size(segment),
    },
    {
      ...fixed,
      id: 'observer',
      type: 'observer',
      position: observerPosition(),
      data: { capture: topology.capture },
      ...size(observer),
    },
    ...hosts,
    ...tokens,
  ];
}

function size({ width, height }: { width: number; height: number }) {
  return { width, height };
}

function mapEdges(topology: Topology): Edge[] {
  const wires = topology.nodes.map((node, at) => ({
    id: `wire-${node.name}`,
    source: `host-${node.name}`,
    target: 'segment',
    targetHandle: at === 0 ? 'left' : 'right',
    type: 'straight',
    focusable: false,
  }));
  const tap = { id: 'tap', source: 'observer', target: 'segment', targetHandle: 'middle', type: 'straight' };
  return [...wires, { ...tap, focusable: false, className: `tap-${topology.capture.state}` }];
}
