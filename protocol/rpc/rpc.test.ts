import { createMemoryPortPair } from './port.ts';
import { describeRpcOver } from './testing/rpc-suite.ts';

describeRpcOver('memory', () => {
  const [client, server] = createMemoryPortPair();
  return { client, server, dispose: () => undefined };
});
