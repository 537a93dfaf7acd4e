import '@xyflow/react/dist/base.css';
import 'sonner/dist/styles.css';
import '../styles.ts';
import { mount } from '../mount.tsx';
import { screens } from '../store/navigation.ts';
import { draftNode, wizardSteps } from '../store/wizard.ts';
import { createEngine } from '../transport/engine.ts';
import { readyKey } from '../wizard/steps.ts';
import { freshForm, secondRouter } from '../wizard/vip-form.ts';
import { fakeEngine } from './fake-engine.ts';
import { longNames, nodeNames } from './fixtures.ts';
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
const step = wizardSteps.find((candidate) => candidate === query.get('step'));
if (step && step !== 'scan') {
  const checked = { distribution: 'Debian GNU/Linux 12', kernel: '6.12.0', architecture: 'x86_64' };
  const ready = step !== 'trust' && step !== 'access';
  const node = (host: string, name: string) => ({
    ...draftNode(host, null, []),
    name,
    hostKey: step === 'trust' ? null : `SHA256:${'a'.repeat(43)}`,
    ...(ready ? { checked, interfaces: ['eth0'] } : {}),
  });
  const names = query.get('names') === 'long' ? longNames : nodeNames;
  const short = (name: string, end: string) => (name.length > 30 ? `${name.slice(0, 28)}-${end}` : name);
  const pair = [node('10.77.0.11', short(names[0], 'a')), node('10.77.0.12', short(names[1], 'b'))];
  const found = { cidr: '10.77.0.0/24', nodes: pair, found: [] };
  const form = freshForm(found);
  if (query.get('mode') === 'dual-master')
    Object.assign(form, {
      mode: 'dual-master',
      backend: 'keepalived',
      routers: [form.routers[0], secondRouter(found, form.routers)],
    });
  stores.wizard.store.setState({ step, cidr: found.cidr, nodes: pair, vip: form });
  if (step === 'review') stores.wizard.store.setState({ ready: readyKey(stores.wizard.store.getState()) });
}
