import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, checkout } from '../testbed/paths.ts';
import { debianArchitecture, makeRecipe, recipeKey } from '../testbed/recipe.ts';

/** Our agent as it is shipped and the test bed's keepalived, to be run on this machine in namespaces. */

/** Many virtual routers of one program, all alike. */
export interface ManyRouters {
  interface: string;
  routers: number;
  priority: number;
  advertIntervalMs: number;
}

/** One for each, in 10.91.1.0/24. */
const vips = ({ routers }: ManyRouters) =>
  Array.from({ length: routers }, (_, index) => `10.91.1.${index + 1}/16`);

/** The archive as `npm run build:agent` leaves it, made up to date first. */
export function unpackAgent(directory: string): string {
  execFileSync(process.execPath, [join(checkout, 'scripts/build-agent.ts')], {
    cwd: checkout,
    stdio: 'pipe',
  });
  const index: { x64: { file: string } } = JSON.parse(
    readFileSync(join(checkout, 'dist/agent/index.json'), 'utf8'),
  );
  const agent = join(directory, 'agent');
  mkdirSync(agent);
  execFileSync('tar', ['-xzf', join(checkout, 'dist/agent', index.x64.file), '-C', agent]);
  return agent;
}

export function agentCommand(agent: string, folder: string, play: ManyRouters): string[] {
  const config = join(folder, 'agent.json');
  const virtualRouters = vips(play).map((vip, index) => {
    return {
      vrid: index + 1,
      version: 3,
      interface: play.interface,
      priority: play.priority,
      advertIntervalMs: play.advertIntervalMs,
      vips: [vip],
    };
  });
  writeFileSync(config, JSON.stringify({ format: 1, lab: 'bench', node: 'bench', virtualRouters }));
  const places = ['--socket', join(folder, 'control.sock'), '--state-dir', folder];
  return [join(agent, 'bin/tandem-agent'), 'run', '--config', config, ...places];
}

/** Where the test bed's keepalived is; undefined before the lab was up for the first time. */
export function keepalivedRoot(): string | undefined {
  const architecture = debianArchitecture(process.arch);
  if (architecture === undefined) return undefined;
  const root = join(cacheDirectory(), `rootfs-${recipeKey(makeRecipe(architecture))}`);
  return existsSync(join(root, 'usr/sbin/keepalived')) ? root : undefined;
}

/** By its own loader with its own libraries, so that nothing of it need be installed here. */
export function keepalivedCommand(root: string, folder: string, play: ManyRouters): string[] {
  const config = join(folder, 'keepalived.conf');
  const instances = vips(play).map(
    (vip, index) => `vrrp_instance bench_${index + 1} {
  state BACKUP
  interface ${play.interface}
  virtual_router_id ${index + 1}
  priority ${play.priority}
  advert_int ${play.advertIntervalMs / 1000}
  virtual_ipaddress {
    ${vip}
  }
}
`,
  );
  writeFileSync(config, `global_defs {\n  vrrp_version 3\n}\n${instances.join('')}`);
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  const loader = [join(libraries, 'ld-linux-x86-64.so.2'), '--library-path', libraries];
  const files = ['-f', config, '-p', join(folder, 'parent.pid'), '-r', join(folder, 'vrrp.pid')];
  return [...loader, join(root, 'usr/sbin/keepalived'), '-n', '-l', ...files];
}
