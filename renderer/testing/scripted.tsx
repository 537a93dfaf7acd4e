import '@xyflow/react/dist/base.css';
import 'sonner/dist/styles.css';
import '../styles.ts';
import { mount } from '../mount.tsx';
import { screens } from '../store/navigation.ts';
import { draftNode } from '../store/wizard.ts';
import { createEngine } from '../transport/engine.ts';
import { fakeEngine } from './fake-engine.ts';
import { scenarioOf } from './scenario.ts';

/** The window around the scripted engine, for looking at states that are hard to bring about. Not part of the build. */
const query = new URLSearchParams(location.search);
const stores = mount(createEngine({ openPort: fakeEngine(scenarioOf(location.search)) }));
const screen = screens.find((candidate) => candidate === query.get('screen'));
if (screen) stores.navigation.setState({ screen });
stores.preferences.setState({
  language: query.get('lang') === 'zh-CN' ? 'zh-CN' : 'en',
  theme: query.get('theme') === 'dark' ? 'dark' : 'light',
});
const step = query.get('step');
if (step === 'trust' || step === 'access' || step === 'vip' || step === 'review') {
  const checked = { distribution: 'Debian GNU/Linux 12', kernel: '6.12.0', architecture: 'x86_64' };
  const ready = step === 'vip' || step === 'review';
  const node = (host: string, name: string) => ({
    ...draftNode(host, name, []),
    hostKey: step === 'trust' ? null : `SHA256:${'a'.repeat(43)}`,
    ...(ready ? { checked, interfaces: ['eth0'] } : {}),
  });
  const { router } = stores.wizard.store.getState();
  stores.wizard.store.setState({
    step,
    cidr: '10.77.0.0/24',
    nodes: [node('10.77.0.11', 'node-a'), node('10.77.0.12', 'node-b')],
    router: step === 'review' ? { ...router, vip: '10.77.0.100/24', advertIntervalMs: 100 } : router,
  });
}
