/** What main tells the engine's process. A port comes with `connect`. */
export type EngineMessage = { type: 'connect' } | { type: 'stop' };

export function isEngineMessage(value: unknown): value is EngineMessage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    (value.type === 'connect' || value.type === 'stop')
  );
}
