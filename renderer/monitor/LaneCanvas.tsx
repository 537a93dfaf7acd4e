import { useEffect, useRef } from 'react';
import { useStores } from '../app/context.tsx';
import { type LaneMark, marksOf, windowMs } from './lanes.ts';

const frameMs = 50;

/** Draws by itself, twenty times a second; React has no part in it. */
export function LaneCanvas({ source }: { source: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { capture } = useStores();
  useEffect(() => {
    const id = setInterval(() => {
      const element = canvas.current;
      const { clockOffsetMs } = capture.store.getState();
      if (!element || !Number.isFinite(clockOffsetMs)) return;
      const now = performance.now() - clockOffsetMs;
      draw(element, marksOf(capture.ring, source, now), now);
    }, frameMs);
    return () => clearInterval(id);
  }, [capture, source]);
  return <canvas ref={canvas} className="lane-canvas" aria-hidden />;
}

function draw(element: HTMLCanvasElement, marks: LaneMark[], now: number): void {
  const scale = devicePixelRatio;
  const width = element.clientWidth;
  const height = element.clientHeight;
  if (element.width !== width * scale || element.height !== height * scale) {
    element.width = width * scale;
    element.height = height * scale;
  }
  const pen = element.getContext('2d');
  if (!pen) return;
  const { color, borderTopColor, outlineColor } = getComputedStyle(element);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = borderTopColor;
  pen.fillRect(0, height - 1, width, 1);
  for (const mark of marks) {
    const x = width - ((now - mark.atMs) / windowMs) * width;
    pen.fillStyle = mark.kind === 'stops' ? outlineColor : color;
    if (mark.kind === 'garp') {
      pen.beginPath();
      pen.arc(x, 4, 2.5, 0, Math.PI * 2);
      pen.fill();
    } else pen.fillRect(x - 1, mark.kind === 'stops' ? 0 : height * 0.35, 2, height);
  }
}
